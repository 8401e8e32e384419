// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Peaks at even steps of time: of days from two weeks on, of hours before. Only the latest count,
 * as what was used half a year ago says little of next month; days that are not whole are left out.
 *
 * @param steps ascending, counted from the epoch; some may be missing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Peaks(Step step, long[] steps, double[] values) {

  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final int DAY_HOURS = 24;
  private static final int LEAST_DAYS = 14;
  private static final int MOST_DAYS = 120;
  private static final int MOST_HOURS = 14 * DAY_HOURS;

  /** What goes by in one step, and after how many it begins again. */
  enum Step {
    HOUR(1, DAY_HOURS),
    DAY(DAY_HOURS, 7);

    final int hours;
    final int period;

    Step(int hours, int period) {
      this.hours = hours;
      this.period = period;
    }

    long micros() {
      return hours * HOUR_MICROS;
    }
  }

  /**
   * @param until up to when hours are known, microseconds
   */
  static Peaks of(List<Peak> peaks, long until) {
    TreeMap<Long, Double> hours = new TreeMap<>();
    for (Peak peak : peaks) {
      hours.merge(Math.floorDiv(peak.start(), HOUR_MICROS), peak.value(), Math::max);
    }
    NavigableMap<Long, Double> days = wholeDays(hours, Math.floorDiv(until, HOUR_MICROS));
    return days.size() >= LEAST_DAYS
        ? of(Step.DAY, days.tailMap(days.lastKey() - MOST_DAYS, false))
        : of(
            Step.HOUR,
            hours.isEmpty() ? hours : hours.tailMap(hours.lastKey() - MOST_HOURS, false));
  }

  private static NavigableMap<Long, Double> wholeDays(TreeMap<Long, Double> hours, long until) {
    TreeMap<Long, Double> days = new TreeMap<>();
    hours.forEach((hour, value) -> days.merge(Math.floorDiv(hour, DAY_HOURS), value, Math::max));
    days.tailMap(Math.floorDiv(until, DAY_HOURS), true).clear();
    if (!days.isEmpty() && Math.floorMod(hours.firstKey(), DAY_HOURS) != 0) {
      days.pollFirstEntry();
    }
    return days;
  }

  private static Peaks of(Step step, Map<Long, Double> values) {
    return new Peaks(
        step,
        values.keySet().stream().mapToLong(Long::longValue).toArray(),
        values.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  int count() {
    return steps.length;
  }

  /** From the first to the last, gaps included. */
  long span() {
    return steps.length == 0 ? 0 : steps[steps.length - 1] - steps[0] + 1;
  }

  long last() {
    return steps[steps.length - 1];
  }
}
