// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.contract.LatencyBuckets;
import java.util.List;

/** The latency histograms of several minutes as one distribution. */
final class Latencies {

  /** Critical value of the two-sample Kolmogorov–Smirnov statistic at 0.1 %, for large samples. */
  private static final double KOLMOGOROV = 1.949;

  /** Smallest distance between two distributions that is worth a word. */
  private static final double LEAST_DISTANCE = 0.1;

  /** 95th percentile of the normal distribution: one-sided 95 %. */
  private static final double Z = 1.645;

  /** Place of a bucket: {@link LatencyBuckets#ZERO} first, then the others in order. */
  private static final int PLACES = LatencyBuckets.MAX - LatencyBuckets.MIN + 2;

  private final long[] counts = new long[PLACES];
  private final long total;

  private Latencies(long[] one, long[] other) {
    long sum = 0;
    for (int i = 0; i < PLACES; i++) {
      counts[i] = one[i] + other[i];
      sum += counts[i];
    }
    total = sum;
  }

  static Latencies of(List<Minute> minutes) {
    long[] sums = new long[PLACES];
    for (Minute minute : minutes) {
      for (int i = 0; i < minute.buckets().length; i++) {
        sums[place(minute.buckets()[i])] += minute.counts()[i];
      }
    }
    return new Latencies(sums, new long[PLACES]);
  }

  private static int place(int bucket) {
    return bucket == LatencyBuckets.ZERO ? 0 : bucket - LatencyBuckets.MIN + 1;
  }

  private static int bucket(int place) {
    return place == 0 ? LatencyBuckets.ZERO : place - 1 + LatencyBuckets.MIN;
  }

  Latencies plus(Latencies other) {
    return new Latencies(counts, other.counts);
  }

  long total() {
    return total;
  }

  boolean isEmpty() {
    return total == 0;
  }

  /** Nearest-rank quantile, milliseconds. Not of an empty distribution. */
  double quantile(double q) {
    return LatencyBuckets.millis(bucket(placeOf((long) Math.ceil(q * total))));
  }

  /**
   * Upper end of the quantile's one-sided 95 % interval, by order statistics, if it went on alike
   * until there were {@code factor} times as many.
   */
  double quantileAtMost(double q, double factor) {
    double share = Math.min(1, q + Z * Math.sqrt(q * (1 - q) / (total * factor)));
    return LatencyBuckets.millis(bucket(placeOf((long) Math.ceil(share * total))));
  }

  private int placeOf(long rank) {
    long upTo = 0;
    for (int i = 0; i < PLACES; i++) {
      upTo += counts[i];
      if (upTo >= rank) {
        return i;
      }
    }
    throw new IllegalArgumentException("rank " + rank + " of " + total + " latencies");
  }

  /**
   * The bucket above which about a share 1 − q lies. Where a bucket at the quantile holds many, the
   * cut goes beside it, on the side that comes closer; but never where nothing lies above.
   */
  int cut(double q) {
    int at = placeOf(Math.max(1, (long) Math.ceil(q * total)));
    int below = at - 1;
    while (below >= 0 && counts[below] == 0) {
      below--;
    }
    if (below < 0) {
      return bucket(at);
    }
    double above = (double) countFrom(at + 1) / total;
    double fromHere = (double) countFrom(at) / total;
    boolean cutBelow = above == 0 || Math.abs(fromHere - (1 - q)) < Math.abs(above - (1 - q));
    return bucket(cutBelow ? below : at);
  }

  /** Those in buckets above {@code cut}. */
  Counts slowerThan(int cut) {
    return new Counts(total, countFrom(place(cut) + 1));
  }

  private long countFrom(int place) {
    long sum = 0;
    for (int i = place; i < PLACES; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /** Whether the two are distributed otherwise: for better or worse, or merely in shape. */
  boolean differsFrom(Latencies other) {
    if (isEmpty() || other.isEmpty()) {
      return false;
    }
    double distance = distance(other);
    double critical =
        KOLMOGOROV * Math.sqrt((total + other.total) / ((double) total * other.total));
    return distance >= LEAST_DISTANCE && distance > critical;
  }

  private double distance(Latencies other) {
    double largest = 0;
    long here = 0;
    long there = 0;
    for (int i = 0; i < PLACES; i++) {
      here += counts[i];
      there += other.counts[i];
      largest = Math.max(largest, Math.abs((double) here / total - (double) there / other.total));
    }
    return largest;
  }
}
