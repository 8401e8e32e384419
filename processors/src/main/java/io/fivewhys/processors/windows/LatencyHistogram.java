// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.LatencyBucket;
import io.fivewhys.contract.LatencyBuckets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts by {@link LatencyBuckets bucket}, in one array over the buckets seen. Only integers, so
 * adding in any order gives the same histogram.
 */
final class LatencyHistogram {

  /**
   * Room left on each side when the array grows: a service's latencies span some hundred buckets.
   */
  private static final int MARGIN = 32;

  private long zeros;
  private long[] counts = {};
  private int firstBucket;

  void add(long nanos) {
    add(LatencyBuckets.of(nanos), 1);
  }

  void add(int bucket, long count) {
    if (bucket == LatencyBuckets.ZERO) {
      zeros += count;
      return;
    }
    int index = bucket - firstBucket;
    if (index < 0 || index >= counts.length) {
      growTo(bucket);
      index = bucket - firstBucket;
    }
    counts[index] += count;
  }

  /** Ascending by bucket, empty buckets left out. */
  List<LatencyBucket> buckets() {
    List<LatencyBucket> buckets = new ArrayList<>();
    if (zeros > 0) {
      buckets.add(new LatencyBucket(LatencyBuckets.ZERO, zeros));
    }
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets.add(new LatencyBucket(firstBucket + i, counts[i]));
      }
    }
    return buckets;
  }

  /**
   * As {@link LatencyBuckets#quantile} of {@link #buckets}, without making them.
   *
   * @throws IllegalArgumentException for an empty histogram
   */
  double quantile(double q) {
    long rank = Math.max(1, (long) Math.ceil(q * (zeros + Arrays.stream(counts).sum()))) - zeros;
    if (zeros > 0 && rank <= 0) {
      return LatencyBuckets.millis(LatencyBuckets.ZERO);
    }
    for (int i = 0; i < counts.length; i++) {
      rank -= counts[i];
      if (rank <= 0) {
        return LatencyBuckets.millis(firstBucket + i);
      }
    }
    throw new IllegalArgumentException("no quantile of an empty histogram");
  }

  private void growTo(int bucket) {
    int first = counts.length == 0 ? bucket - MARGIN : Math.min(firstBucket, bucket - MARGIN);
    int end =
        counts.length == 0
            ? bucket + MARGIN
            : Math.max(firstBucket + counts.length, bucket + MARGIN);
    long[] grown = new long[end - first];
    System.arraycopy(counts, 0, grown, counts.length == 0 ? 0 : firstBucket - first, counts.length);
    counts = grown;
    firstBucket = first;
  }

  @Override
  public String toString() {
    return "zeros " + zeros + ", from bucket " + firstBucket + " " + Arrays.toString(counts);
  }
}
