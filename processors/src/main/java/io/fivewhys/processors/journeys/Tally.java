// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import com.google.re2j.Matcher;
import io.fivewhys.ComponentKind;
import io.fivewhys.LogLine;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Request;
import io.fivewhys.processors.objectives.Globs;
import io.fivewhys.processors.objectives.Indicator.Journey;
import io.fivewhys.processors.objectives.Indicator.Match;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one event is to a journey.
 *
 * @param nanos how long it took, {@link #UNTIMED} where nothing says so
 */
record Tally(boolean total, boolean good, long nanos) {

  static final long UNTIMED = -1;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
  private static final int SERVER_ERROR = 500;

  /** An entry that one side of a journey looks for. */
  private record Found(boolean succeeded, long nanos) {}

  /** Null where the journey does not look for the event. */
  static @Nullable Tally of(Journey journey, PlatformEvent event) {
    Duration threshold = journey.threshold();
    Found total = find(journey.total(), event, threshold);
    Found judged = journey.good() == null ? total : find(journey.good(), event, threshold);
    if (judged == null) {
      return total == null ? null : new Tally(true, false, UNTIMED);
    }
    boolean inTime = threshold == null || judged.nanos >= 0 && judged.nanos <= threshold.toNanos();
    return new Tally(total != null, judged.succeeded && inTime, judged.nanos);
  }

  private static @Nullable Found find(
      Match match, PlatformEvent event, @Nullable Duration threshold) {
    if (event.getComponentKind() != ComponentKind.CLOUD_RUN_SERVICE
        || !Globs.matches(match.component(), event.getComponent())) {
      return null;
    }
    return switch (event.getBody()) {
      case Request request when match.route() != null -> {
        // As long as its connection: neither fast nor slow.
        boolean meant = threshold == null || !request.getConnection();
        yield meant && Globs.matches(match.route(), request.getRoute()) ? found(request) : null;
      }
      case LogLine line when match.text() != null -> found(match.text().matcher(line.getExcerpt()));
      default -> null;
    };
  }

  private static Found found(Request request) {
    Long latency = request.getConnection() ? null : request.getLatency();
    return new Found(request.getStatus() < SERVER_ERROR, latency == null ? UNTIMED : latency);
  }

  private static @Nullable Found found(Matcher line) {
    if (!line.find()) {
      return null;
    }
    Set<String> groups = line.pattern().namedGroups().keySet();
    return new Found(true, groups.isEmpty() ? UNTIMED : nanos(groups.iterator().next(), line));
  }

  /** The reader of the configuration lets no group but duration_ms or duration_s pass. */
  private static long nanos(String group, Matcher line) {
    String number = line.group(group);
    return number == null || !NUMBER.matcher(number).matches()
        ? UNTIMED
        : new BigDecimal(number).movePointRight(group.endsWith("_ms") ? 6 : 9).longValue();
  }
}
