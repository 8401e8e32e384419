// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.time.Instant;
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
 * @param days from the end of what is known until the expected peak reaches the limit, zero where
 *     it is reached; null where it does not within what can be seen
 * @param earliest days until the upper end of the interval does
 * @param latest days until the lower end does
 * @param reason a sentence
 * @param ahead what is expected, step by step from that end on
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

  private static final Double NOW = 0.0;
  private static final String AT_LIMIT = "; at the limit already";

  /**
   * @param until up to when hours are known, microseconds
   * @param limit null where it is not known
   * @param used of late; null where nothing is known of it
   * @param mostDays how far to look
   * @param coverage share of peaks that should lie in the interval, such as 0.8
   */
  static Forecast of(
      List<Peak> hours,
      long until,
      @Nullable Double limit,
      @Nullable Double used,
      int mostDays,
      double coverage) {
    Peaks peaks = Peaks.of(hours, until);
    boolean reached = limit != null && used != null && used >= limit;
    if (peaks.span() * peaks.step().hours < LEAST_HOURS || peaks.count() < LEAST_HOURS / 4) {
      return none(
          reached,
          String.format(
              Locale.ROOT,
              "not enough data: %d of the %d hours it takes",
              peaks.count(),
              LEAST_HOURS));
    }
    TrendLine line = TrendLine.of(peaks, peaks.count());
    HeldBack heldBack = HeldBack.of(peaks, coverage);
    long first = Math.max(peaks.last() + 1, Math.floorDiv(until, peaks.step().micros()));
    long end =
        Math.min(
            first + (long) (mostDays * DAY_HOURS / peaks.step().hours),
            peaks.last() + 1 + FARTHEST * peaks.span());
    List<Expected> ahead = new ArrayList<>();
    for (long step = first; step < end; step++) {
      double value = Math.max(0, line.at(step));
      double spread = line.spread(step);
      ahead.add(
          new Expected(
              step * peaks.step().micros(),
              value,
              Math.max(0, value + heldBack.low() * spread),
              value + heldBack.high() * spread));
    }
    return of(peaks, line, limit, reached, until, List.copyOf(ahead));
  }

  /** Of what nothing was heard of late: where it was heading then says nothing of now. */
  static Forecast silent(long since) {
    String day = Instant.ofEpochSecond(Math.floorDiv(since, 1_000_000L)).toString();
    return none(false, "not heard of since " + day.substring(0, day.indexOf('T')));
  }

  private static Forecast of(
      Peaks peaks,
      TrendLine line,
      @Nullable Double limit,
      boolean reached,
      long until,
      List<Expected> ahead) {
    double perDay = DAY_HOURS / peaks.step().hours;
    double reach = SURE * line.slopeError() * perDay;
    double slope = line.slope() * perDay;
    Outcome outcome = slope > 0 ? Outcome.RISING : slope < 0 ? Outcome.FALLING : Outcome.NO_TREND;
    Double days = reached ? NOW : null;
    Double earliest = days;
    Double latest = days;
    if (limit != null && !reached) {
      double most = limit;
      long width = peaks.step().micros();
      earliest = days(ahead, until - width, each -> each.high() >= most);
      if (outcome == Outcome.RISING) {
        days = days(ahead, until - width, each -> each.value() >= most);
        latest = days(ahead, until - width, each -> each.low() >= most);
      }
    }
    String reason = reason(peaks, line, outcome, slope, limit, days);
    return new Forecast(
        outcome, slope, slope - reach, slope + reach, days, earliest, latest, reason, ahead);
  }

  private interface Reached {
    boolean by(Expected expected);
  }

  /**
   * To the end of the first step that reaches it.
   *
   * @param from one step before what the days count from
   */
  private static @Nullable Double days(List<Expected> ahead, long from, Reached reached) {
    for (Expected each : ahead) {
      if (reached.by(each)) {
        return (double) (each.start() - from) / Used.DAY_MICROS;
      }
    }
    return null;
  }

  private static Forecast none(boolean reached, String reason) {
    Double days = reached ? NOW : null;
    return new Forecast(
        Outcome.NOT_ENOUGH_DATA,
        0,
        0,
        0,
        days,
        days,
        days,
        reached ? reason + AT_LIMIT : reason,
        List.of());
  }

  /** Whether the limit is reached already. */
  boolean isReached() {
    return NOW.equals(days);
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
            : NOW.equals(days)
                ? AT_LIMIT
                : outcome != Outcome.RISING
                    ? ""
                    : days == null
                        ? "; the limit is further off than can be seen"
                        : String.format(Locale.ROOT, "; at the limit in about %.0f days", days);
    return trend + when + " (" + seen + ")";
  }
}
