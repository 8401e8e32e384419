// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the peaks of a resource are heading, and when they reach its limit. The same peaks give the
 * same forecast; it says so when there is no trend, or too little to tell.
 *
 * @param slope a day
 * @param slopeLow 95 % interval of it
 * @param days until the expected peak reaches the limit; null where it does not within what can be
 *     seen
 * @param earliest days until the upper end of the interval does
 * @param latest days until the lower end does
 * @param reason a sentence
 * @param ahead what is expected, step by step
 */
public record Forecast(
    Outcome outcome,
    double slope,
    double slopeLow,
    double slopeHigh,
    @Nullable Double days,
    @Nullable Double earliest,
    @Nullable Double latest,
    String reason,
    List<Expected> ahead) {

  /** What can be said. */
  public enum Outcome {
    NOT_ENOUGH_DATA,
    NO_TREND,
    RISING,
    FALLING
  }

  /**
   * @param start of the hour or day, microseconds
   * @param low the interval's lower end
   */
  public record Expected(long start, double value, double low, double high) {}

  private static final int LEAST_HOURS = 48;
  private static final double SURE = 1.96;

  /** Further ahead than this many times of what was seen, nothing is said. */
  private static final int FARTHEST = 3;

  private static final double DAY_HOURS = 24;

  /**
   * @param until up to when hours are known, microseconds
   * @param limit null where it is not known
   * @param mostDays how far to look
   * @param coverage share of peaks that should lie in the interval, such as 0.8
   */
  static Forecast of(
      List<Peak> hours, long until, @Nullable Double limit, int mostDays, double coverage) {
    Peaks peaks = Peaks.of(hours, until);
    if (peaks.span() * peaks.step().hours < LEAST_HOURS || peaks.count() < LEAST_HOURS / 4) {
      return none(peaks);
    }
    TrendLine line = TrendLine.of(peaks, peaks.count());
    HeldBack heldBack = HeldBack.of(peaks, coverage);
    long steps =
        Math.min((long) (mostDays * DAY_HOURS / peaks.step().hours), FARTHEST * peaks.span());
    List<Expected> ahead = new ArrayList<>();
    for (long step = peaks.last() + 1; step <= peaks.last() + steps; step++) {
      double value = Math.max(0, line.at(step));
      double spread = line.spread(step);
      ahead.add(
          new Expected(
              step * peaks.step().micros(),
              value,
              Math.max(0, value + heldBack.low() * spread),
              value + heldBack.high() * spread));
    }
    return of(peaks, line, limit, List.copyOf(ahead));
  }

  private static Forecast of(
      Peaks peaks, TrendLine line, @Nullable Double limit, List<Expected> ahead) {
    double perDay = DAY_HOURS / peaks.step().hours;
    double reach = SURE * line.slopeError() * perDay;
    double slope = line.slope() * perDay;
    Outcome outcome = slope > 0 ? Outcome.RISING : slope < 0 ? Outcome.FALLING : Outcome.NO_TREND;
    Double days = null;
    Double earliest = null;
    Double latest = null;
    if (limit != null) {
      double most = limit;
      earliest = days(ahead, perDay, each -> each.high() >= most);
      if (outcome == Outcome.RISING) {
        days = days(ahead, perDay, each -> each.value() >= most);
        latest = days(ahead, perDay, each -> each.low() >= most);
      }
    }
    String reason = reason(peaks, line, outcome, slope, limit, days);
    return new Forecast(
        outcome, slope, slope - reach, slope + reach, days, earliest, latest, reason, ahead);
  }

  private interface Reached {
    boolean by(Expected expected);
  }

  private static @Nullable Double days(List<Expected> ahead, double perDay, Reached reached) {
    for (int i = 0; i < ahead.size(); i++) {
      if (reached.by(ahead.get(i))) {
        return (i + 1) / perDay;
      }
    }
    return null;
  }

  private static Forecast none(Peaks peaks) {
    return new Forecast(
        Outcome.NOT_ENOUGH_DATA,
        0,
        0,
        0,
        null,
        null,
        null,
        String.format(
            Locale.ROOT,
            "not enough data: %d of the %d hours it takes",
            peaks.count(),
            LEAST_HOURS),
        List.of());
  }

  private static String reason(
      Peaks peaks,
      TrendLine line,
      Outcome outcome,
      double slope,
      @Nullable Double limit,
      @Nullable Double days) {
    String seen =
        String.format(
            Locale.ROOT,
            "%s of %d %s%s",
            line.from() > 0 ? "after a lasting step, peaks" : "peaks",
            peaks.count() - line.from(),
            peaks.step() == Peaks.Step.DAY ? "days" : "hours",
            line.season().length > 1
                ? peaks.step() == Peaks.Step.DAY ? ", weekly season" : ", daily season"
                : "");
    String trend =
        outcome == Outcome.NO_TREND
            ? "no trend"
            : String.format(
                Locale.ROOT,
                "%s by %.3g a day",
                outcome == Outcome.RISING ? "rising" : "falling",
                Math.abs(slope));
    String when =
        limit == null
            ? "; no limit is known"
            : outcome != Outcome.RISING
                ? ""
                : days == null
                    ? "; the limit is further off than can be seen"
                    : String.format(Locale.ROOT, "; at the limit in about %.0f days", days);
    return trend + when + " (" + seen + ")";
  }
}
