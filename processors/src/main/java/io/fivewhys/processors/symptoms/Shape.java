// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.LatencyBucket;
import io.fivewhys.contract.LatencyBuckets;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * How latencies of a minute are spread, roughly: eight buckets of the histogram make one place, so
 * a latency is known to a sixth, enough to see one three times as long. Immutable.
 */
final class Shape {

  static final Shape EMPTY = new Shape(new byte[0], new int[0]);

  private static final int BUCKETS = 8; // so that no place is above 127

  /** Everything up to a millisecond is as short as can be. */
  private static final int SHORTEST = 0;

  /** Bytes of a place and its count. */
  private static final int ENTRY = 1 + Integer.BYTES;

  private final byte[] places;
  private final int[] counts;

  private Shape(byte[] places, int[] counts) {
    this.places = places;
    this.counts = counts;
  }

  static Shape of(List<LatencyBucket> histogram) {
    int[] sums = new int[place(LatencyBuckets.MAX) + 1];
    for (LatencyBucket each : histogram) {
      sums[place(each.getBucket())] += (int) each.getCount();
    }
    return of(sums);
  }

  private static Shape of(int[] sums) {
    int used = 0;
    for (int sum : sums) {
      used += sum == 0 ? 0 : 1;
    }
    byte[] places = new byte[used];
    int[] counts = new int[used];
    int next = 0;
    for (int place = 0; place < sums.length; place++) {
      if (sums[place] != 0) {
        places[next] = (byte) place;
        counts[next++] = sums[place];
      }
    }
    return new Shape(places, counts);
  }

  private static int place(int bucket) {
    return Math.max(SHORTEST, bucket) / BUCKETS;
  }

  /** The place below or in which latencies of so many milliseconds lie. */
  static int placeOf(double millis) {
    return place(LatencyBuckets.of((long) (Math.min(millis, 1e9) * 1e6)));
  }

  /** The longest latency in a place, milliseconds. */
  static double millis(int place) {
    return LatencyBuckets.millis(place * BUCKETS + BUCKETS - 1);
  }

  Shape plus(Shape other) {
    return merged(other, 1);
  }

  Shape minus(Shape part) {
    return merged(part, -1);
  }

  private Shape merged(Shape other, int sign) {
    if (other.places.length == 0) {
      return this;
    }
    int[] sums = new int[place(LatencyBuckets.MAX) + 1];
    addTo(sums, 1);
    other.addTo(sums, sign);
    return of(sums);
  }

  private void addTo(int[] sums, int sign) {
    for (int i = 0; i < places.length; i++) {
      sums[places[i]] += sign * counts[i];
    }
  }

  long total() {
    long sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }

  /** Those beyond a place. */
  Share slowerThan(int place) {
    long slower = 0;
    for (int i = 0; i < places.length; i++) {
      slower += places[i] > place ? counts[i] : 0;
    }
    return new Share(slower, total());
  }

  /** Upper end of the place of the nearest-rank quantile, milliseconds; 0 of none. */
  double quantile(double q) {
    long rank = (long) Math.ceil(q * total());
    for (int i = 0; i < places.length; i++) {
      rank -= counts[i];
      if (rank <= 0) {
        return millis(places[i]);
      }
    }
    return 0;
  }

  int bytes() {
    return ENTRY * places.length;
  }

  void encode(ByteBuffer buffer) {
    for (int i = 0; i < places.length; i++) {
      buffer.put(places[i]).putInt(counts[i]);
    }
  }

  static Shape decoded(ByteBuffer buffer) {
    int size = buffer.remaining() / ENTRY;
    byte[] places = new byte[size];
    int[] counts = new int[size];
    for (int i = 0; i < size; i++) {
      places[i] = buffer.get();
      counts[i] = buffer.getInt();
    }
    return new Shape(places, counts);
  }
}
