// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

/**
 * What time is looked at, in microseconds. A fortnight or less is shown by the hour, more by the
 * day; forecasts and weeks look further back than what is shown.
 *
 * @param from begin of the first hour asked for
 * @param to the hour after the last of which anything is known
 */
public record CapacityRange(long from, long to) {

  /** Of history that a forecast sees. */
  public static final int SEEN_DAYS = 120;

  /** What is shown is no longer, so that a document has a size. */
  public static final int MOST_DAYS = 750;

  private static final int HOURLY_DAYS = 14;
  private static final long MOST_POINTS = 100_000;

  /** Width of a slot; of many resources hours would be more than a browser wants. */
  long step(int resources) {
    boolean hourly =
        to - from <= HOURLY_DAYS * Used.DAY_MICROS
            && (to - from) / Used.HOUR_MICROS * resources <= MOST_POINTS;
    return hourly ? Used.HOUR_MICROS : Used.DAY_MICROS;
  }

  /** Days are wanted from there on. */
  public long firstDay() {
    long seen = to - SEEN_DAYS * Used.DAY_MICROS;
    long first = Math.min(from, seen);
    return first - Math.floorMod(first, Used.DAY_MICROS);
  }

  /** Hours and stretches are wanted from there on. */
  public long firstHour() {
    return to - HOURLY_DAYS * Used.DAY_MICROS;
  }
}
