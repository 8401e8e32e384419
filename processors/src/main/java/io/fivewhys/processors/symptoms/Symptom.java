// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Something that hurts now.
 *
 * @param location empty where the component has none
 * @param slo name of the objective or, for a rule without one, of the rule
 * @param since begin of the minute in which it began, by change point, microseconds: not when it
 *     was noticed
 * @param observed the indicator's value since then, null where there is none
 * @param objective the value wanted
 * @param burnRate how fast the error budget is spent, null where there is none
 * @param bad events that missed since it began
 * @param total events since it began
 * @param pages whether it is bad enough to wake someone; else a ticket
 */
public record Symptom(
    Rule rule,
    ComponentKind kind,
    String location,
    String component,
    Signal signal,
    String slo,
    long since,
    @Nullable Double observed,
    @Nullable Double objective,
    @Nullable Double burnRate,
    long bad,
    long total,
    boolean pages) {

  /** Which rule noticed it. */
  public enum Rule {
    ERRORS,
    AUTH,
    LATENCY,
    TIMEOUTS,
    THROTTLED,
    STARTUP,
    TRAFFIC,
    MEMORY,
    DEPENDENCY,
    JOURNEY
  }
}
