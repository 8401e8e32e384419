// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.Arrays;

/**
 * The buckets of the latency histogram (DDSketch, Masson, Rim and Lee, VLDB 2019): bucket i holds
 * latencies in (γ^(i−1), γ^i] milliseconds and stands for 2·γ^i/(γ+1), at most α = 1 % from any of
 * them. Bounds are whole nanoseconds in a table, so the same latency falls into the same bucket on
 * every machine.
 */
public final class LatencyBuckets {

  /** Relative accuracy of a quantile. */
  public static final double ALPHA = 0.01;

  public static final double GAMMA = (1 + ALPHA) / (1 - ALPHA);

  /**
   * Bucket of a latency of exactly zero: so low that γ^i underflows, and its value is 0 in any SQL
   * engine.
   */
  public static final int ZERO = -65_536;

  /** Bucket of one nanosecond, the shortest latency that is not zero. */
  public static final int MIN = -690;

  /** Bucket of the longest latency taken, {@link #MAX_NANOS}. */
  public static final int MAX = 1_023;

  /** About nine days; Cloud Run ends a request after an hour at most. */
  public static final long MAX_NANOS;

  /** UPPER[i − MIN] is the largest whole number of nanoseconds in bucket i. */
  private static final long[] UPPER = new long[MAX - MIN + 1];

  /**
   * For each (exponent, top four bits of the mantissa) of a latency in nanos, the bucket of the
   * smallest such.
   */
  private static final short[] FIRST = new short[64 * 16];

  static {
    for (int i = MIN; i <= MAX; i++) {
      UPPER[i - MIN] = (long) StrictMath.floor(StrictMath.pow(GAMMA, i) * 1e6);
    }
    MAX_NANOS = UPPER[MAX - MIN];
    for (int slot = 0; slot < FIRST.length; slot++) {
      FIRST[slot] = (short) (search(smallestOf(slot)) + MIN);
    }
  }

  private LatencyBuckets() {}

  /**
   * @param nanos 0 to {@link #MAX_NANOS}
   * @return {@link #ZERO} or a bucket from {@link #MIN} to {@link #MAX}
   */
  public static int of(long nanos) {
    if (nanos <= 0) {
      return ZERO;
    }
    int bucket = FIRST[slotOf(nanos)];
    while (bucket < MAX && UPPER[bucket - MIN] < nanos) {
      bucket++;
    }
    return bucket;
  }

  /** The latency that the bucket stands for, in milliseconds. */
  public static double millis(int bucket) {
    return bucket == ZERO ? 0 : 2 * StrictMath.pow(GAMMA, bucket) / (GAMMA + 1);
  }

  /**
   * The nearest-rank quantile: the value of the bucket that holds the ⌈q·n⌉-th smallest latency.
   *
   * @param buckets ascending
   * @param counts as many, each positive
   * @param q 0 < q ≤ 1
   * @return milliseconds
   * @throws IllegalArgumentException for an empty histogram
   */
  public static double quantile(int[] buckets, long[] counts, double q) {
    long rank = Math.max(1, (long) Math.ceil(q * Arrays.stream(counts).sum()));
    for (int i = 0; i < counts.length; i++) {
      rank -= counts[i];
      if (rank <= 0) {
        return millis(buckets[i]);
      }
    }
    throw new IllegalArgumentException("no quantile of an empty histogram");
  }

  private static int slotOf(long nanos) {
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int mantissa = (int) (exponent >= 4 ? nanos >>> (exponent - 4) : nanos << (4 - exponent)) & 15;
    return exponent << 4 | mantissa;
  }

  private static long smallestOf(int slot) {
    int exponent = slot >>> 4;
    long leading = 16 | (slot & 15);
    long nanos = exponent >= 4 ? leading << (exponent - 4) : leading >>> (4 - exponent);
    return nanos <= 0 ? Long.MAX_VALUE : nanos;
  }

  private static int search(long nanos) {
    int low = 0;
    int high = UPPER.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (UPPER[middle] < nanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
