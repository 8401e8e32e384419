// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import com.google.re2j.Pattern;
import io.fivewhys.ComponentKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an objective counts as good, of how many. */
public sealed interface Indicator {

  /** Requests not answered with 5xx, of all. */
  record Availability() implements Indicator {}

  /** Requests answered within a threshold, of all in the latency histogram. */
  record Latency(Duration threshold) implements Indicator {}

  /** Requests not answered with 401 or 403, of all. */
  record AuthSuccess() implements Indicator {}

  /** Instance starts that did not end in an exit or a failed probe, of all. */
  record StartupSuccess() implements Indicator {}

  /**
   * Minutes in which a service's statements or commands took no longer than a threshold at p95, of
   * those in which durations were heard of.
   *
   * @param kind a database or a Redis
   * @param component pattern of its name
   */
  record DependencyLatency(ComponentKind kind, String component, Duration threshold)
      implements Indicator {}

  /** Minutes in which nobody failed to reach a dependency, of those in which a caller served. */
  record DependencyReachable(ComponentKind kind, String component) implements Indicator {}

  /**
   * Good events of a journey across services, of all.
   *
   * @param total what counts
   * @param good what of that is good; null where all of it is that is fast enough
   * @param threshold of the duration field, where there is one
   */
  record Journey(Match total, @Nullable Match good, @Nullable Duration threshold)
      implements Indicator {}

  /**
   * Requests by route, or log lines by text.
   *
   * @param component pattern of the service's name
   * @param route pattern of a request's path template, {@code *} for anything; null for log lines
   * @param text found in a log line; a group {@code duration_ms} or {@code duration_s} in it is how
   *     long the journey took; null for requests. RE2's patterns: whoever writes log lines cannot
   *     make one take long
   */
  record Match(String component, @Nullable String route, @Nullable Pattern text) {}
}
