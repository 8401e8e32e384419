// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the latest periods of equal length, in a ring: a new period takes the place of the
 * oldest. Counters lie apart, as sums run along one of them, and one that never counted takes no
 * room.
 */
final class Ledger {

  private static final long NEVER = Long.MIN_VALUE;

  private final long[] periods;
  private final long[] @Nullable [] columns;

  /**
   * @param capacity periods kept
   * @param width counters of each
   */
  Ledger(int capacity, int width) {
    this.periods = new long[capacity];
    this.columns = new long[width][];
    Arrays.fill(periods, NEVER);
  }

  /** Whether a later period has taken the place of this one. */
  boolean isTooOld(long period) {
    return periods[slot(period)] > period;
  }

  void add(long period, long[] counts, int sign) {
    int slot = open(period);
    for (int i = 0; i < columns.length; i++) {
      if (counts[i] != 0) {
        column(i)[slot] += sign * counts[i];
      }
    }
  }

  private int open(long period) {
    int slot = slot(period);
    if (periods[slot] != period) {
      periods[slot] = period;
      for (long[] column : columns) {
        if (column != null) {
          column[slot] = 0;
        }
      }
    }
    return slot;
  }

  private long[] column(int counter) {
    long[] column = columns[counter];
    if (column == null) {
      column = new long[periods.length];
      columns[counter] = column;
    }
    return column;
  }

  long at(long period, Counter counter) {
    return sum(period, period, counter);
  }

  /** Of the periods from one to another, both included. */
  long sum(long from, long to, Counter counter) {
    long[] column = columns[counter.ordinal()];
    long sum = 0;
    if (column != null) {
      int slot = slot(from);
      for (long period = from; period <= to; period++) {
        sum += periods[slot] == period ? column[slot] : 0;
        slot = slot + 1 == periods.length ? 0 : slot + 1;
      }
    }
    return sum;
  }

  int slot(long period) {
    return (int) Math.floorMod(period, (long) periods.length);
  }

  /** The slots in use. */
  IntStream used() {
    return IntStream.range(0, periods.length).filter(slot -> periods[slot] != NEVER);
  }

  byte[] encoded(long period) {
    int slot = slot(period);
    ByteBuffer buffer = ByteBuffer.allocate((columns.length + 1) * Long.BYTES).putLong(period);
    for (long[] column : columns) {
      buffer.putLong(column == null ? 0 : column[slot]);
    }
    return buffer.array();
  }

  /**
   * @return the period
   */
  long restore(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    long period = buffer.getLong();
    long[] counts = new long[columns.length];
    buffer.asLongBuffer().get(counts);
    add(period, counts, 1);
    return period;
  }
}
