// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from minute of the epoch
 * @param to the minute after the last
 */
record Range(long from, long to) {

  static final long MILLIS = 60_000;
  static final Range EMPTY = new Range(0, 0);

  long minutes() {
    return to - from;
  }

  boolean isEmpty() {
    return to <= from;
  }

  Instant start() {
    return at(from);
  }

  Instant end() {
    return at(to);
  }

  /** The last so many minutes before this range's end, whenever it begins. */
  Range last(long minutes) {
    return new Range(to - minutes, to);
  }

  /** The width of slots, minutes, with which this many or fewer cover it. */
  int step(int maxSlots) {
    return step(maxSlots, 1);
  }

  /** The same, slots of the given width being whole in it. */
  int step(int maxSlots, int multipleOf) {
    for (int step : Trends.STEPS) {
      if (step % multipleOf == 0 && aligned(step).minutes() <= (long) step * maxSlots) {
        return step;
      }
    }
    return Trends.STEPS.getLast();
  }

  /** With the whole of the slots at its ends, of which rows need not fill more than a part. */
  Range aligned(int step) {
    return new Range(Math.floorDiv(from, step) * step, Math.ceilDiv(to, step) * step);
  }

  static Instant at(long minute) {
    return Instant.ofEpochSecond(minute * 60);
  }
}
