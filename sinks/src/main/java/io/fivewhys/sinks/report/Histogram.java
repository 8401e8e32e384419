// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.contract.LatencyBuckets;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Latencies counted in {@link LatencyBuckets}. Merging is addition, so a percentile over any
 * minutes and revisions is that of their requests together, never a mean of percentiles.
 */
final class Histogram {

  static final Histogram EMPTY = new Histogram(new int[0], new long[0]);

  /** Buckets in a bin: it is 8 % wide, enough to draw. */
  static final int BIN = 4;

  private final int[] buckets;
  private final long[] counts;

  private Histogram(int[] buckets, long[] counts) {
    this.buckets = buckets;
    this.counts = counts;
  }

  static Histogram of(SortedMap<Integer, Long> countByBucket) {
    int[] buckets = new int[countByBucket.size()];
    long[] counts = new long[buckets.length];
    int i = 0;
    for (SortedMap.Entry<Integer, Long> bucket : countByBucket.entrySet()) {
      buckets[i] = bucket.getKey();
      counts[i++] = bucket.getValue();
    }
    return new Histogram(buckets, counts);
  }

  Histogram plus(Histogram other) {
    if (other.buckets.length == 0 || buckets.length == 0) {
      return buckets.length == 0 ? other : this;
    }
    int[] mergedBuckets = new int[buckets.length + other.buckets.length];
    long[] mergedCounts = new long[mergedBuckets.length];
    int size = 0;
    for (int i = 0, j = 0; i < buckets.length || j < other.buckets.length; size++) {
      int left = i < buckets.length ? buckets[i] : Integer.MAX_VALUE;
      int right = j < other.buckets.length ? other.buckets[j] : Integer.MAX_VALUE;
      mergedBuckets[size] = Math.min(left, right);
      mergedCounts[size] =
          (left <= right ? counts[i++] : 0) + (right <= left ? other.counts[j++] : 0);
    }
    return new Histogram(Arrays.copyOf(mergedBuckets, size), Arrays.copyOf(mergedCounts, size));
  }

  /**
   * Counts in bins of {@link #BIN} buckets by number; a latency of zero has no place among them.
   */
  SortedMap<Integer, Long> bins() {
    SortedMap<Integer, Long> bins = new TreeMap<>();
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] != LatencyBuckets.ZERO) {
        bins.merge(Math.floorDiv(buckets[i], BIN), counts[i], Long::sum);
      }
    }
    return Collections.unmodifiableSortedMap(bins);
  }

  /** Each bucket with its count, ascending. */
  void forEach(BiConsumer<Integer, Long> bucket) {
    for (int i = 0; i < buckets.length; i++) {
      bucket.accept(buckets[i], counts[i]);
    }
  }

  /** Null where no latency was counted. */
  @Nullable Latency latency() {
    return counts.length == 0
        ? null
        : new Latency(quantile(0.50), quantile(0.90), quantile(0.95), quantile(0.99));
  }

  private double quantile(double q) {
    return LatencyBuckets.quantile(buckets, counts, q);
  }
}
