// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

/**
 * The week of the weekly report, in microseconds: the last one from Monday to Sunday, UTC, that is
 * whole; where none is, the newest seven days. It is held against the seven days before.
 *
 * @param calendar whether it begins on a Monday
 */
public record Weeks(long from, boolean calendar) {

  private static final long WEEK_MICROS = 7 * Used.DAY_MICROS;

  /** The epoch was a Thursday. */
  private static final long FIRST_MONDAY = 4 * Used.DAY_MICROS;

  static Weeks of(CapacityRange range) {
    long monday = range.to() - Math.floorMod(range.to() - FIRST_MONDAY, WEEK_MICROS) - WEEK_MICROS;
    return monday >= range.from()
        ? new Weeks(monday, true)
        : new Weeks(range.to() - WEEK_MICROS, false);
  }

  public long to() {
    return from + WEEK_MICROS;
  }

  long before() {
    return from - WEEK_MICROS;
  }
}
