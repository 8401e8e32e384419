// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the latest periods of equal length, in a ring: a new period takes the place of the
 * oldest. A period in which nothing was counted takes no room.
 */
final class Ledger {

  private final int width;
  private final long[] periods;
  private final long[] @Nullable [] rows;

  /**
   * @param capacity periods kept
   * @param width counters of each
   */
  Ledger(int capacity, int width) {
    this.width = width;
    this.periods = new long[capacity];
    this.rows = new long[capacity][];
  }

  /** Whether so old a period is no longer, or was never, kept. */
  boolean isTooOld(long period) {
    return rows[slot(period)] != null && periods[slot(period)] > period;
  }

  void add(long period, long[] counts, int sign) {
    int slot = slot(period);
    long[] row = rows[slot];
    if (row == null || periods[slot] != period) {
      row = new long[width];
      rows[slot] = row;
      periods[slot] = period;
    }
    for (int i = 0; i < width; i++) {
      row[i] += sign * counts[i];
    }
  }

  long at(long period, Counter counter) {
    int slot = slot(period);
    long[] row = rows[slot];
    return row == null || periods[slot] != period ? 0 : row[counter.ordinal()];
  }

  int slot(long period) {
    return (int) Math.floorMod(period, (long) rows.length);
  }

  /** Of a period that something was added to. */
  byte[] encoded(long period) {
    long[] row = rows[slot(period)];
    ByteBuffer buffer = ByteBuffer.allocate((width + 1) * Long.BYTES).putLong(period);
    for (int i = 0; i < width; i++) {
      buffer.putLong(row == null ? 0 : row[i]);
    }
    return buffer.array();
  }

  /** The slots in use. */
  IntStream used() {
    return IntStream.range(0, rows.length).filter(slot -> rows[slot] != null);
  }

  /**
   * @return the period
   */
  long restore(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    long period = buffer.getLong();
    long[] row = new long[width];
    buffer.asLongBuffer().get(row);
    rows[slot(period)] = row;
    periods[slot(period)] = period;
    return period;
  }
}
