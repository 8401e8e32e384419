// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import org.jspecify.annotations.Nullable;

/**
 * One line of the weekly report.
 *
 * @param peak of the week, of what adds up the sum; null where nothing is known of it
 * @param previousPeak of the week before
 * @param limit of now; null where it is not known or there is none
 */
public record WeekRow(
    ResourceKey key,
    Weeks week,
    @Nullable Double peak,
    @Nullable Double previousPeak,
    @Nullable Double mean,
    @Nullable Double limit,
    Forecast forecast) {

  static WeekRow of(Series series, Weeks week, Forecast forecast) {
    Used now = series.between(week.from(), week.to());
    Used before = series.between(week.before(), week.from());
    return new WeekRow(
        series.key(),
        week,
        now == null ? null : Double.valueOf(now.peak()),
        before == null ? null : Double.valueOf(before.peak()),
        now == null ? null : Double.valueOf(now.mean()),
        series.standing().limit(),
        forecast);
  }

  boolean isEmpty() {
    return peak == null && previousPeak == null;
  }

  /** Of the peak, as a part of the week before's. */
  public @Nullable Double change() {
    return peak == null || previousPeak == null || previousPeak == 0
        ? null
        : Double.valueOf(peak / previousPeak - 1);
  }

  /** Part of the limit. */
  public @Nullable Double use() {
    return peak == null || limit == null || limit <= 0 ? null : Double.valueOf(peak / limit);
  }
}
