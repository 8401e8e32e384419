// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyBucketsTest {

  @Test
  void a_latency_lies_within_the_bounds_of_its_bucket() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      long nanos = (long) Math.exp(random.nextDouble(0, Math.log(LatencyBuckets.MAX_NANOS)));
      int bucket = LatencyBuckets.of(nanos);
      double millis = nanos / 1e6;
      assertThat(millis)
          .isGreaterThan(StrictMath.pow(LatencyBuckets.GAMMA, bucket - 1) * (1 - 1e-12));
      assertThat(millis)
          .isLessThanOrEqualTo(StrictMath.pow(LatencyBuckets.GAMMA, bucket) * (1 + 1e-12));
    }
  }

  @Test
  void every_bound_belongs_to_the_lower_bucket() {
    for (int bucket = 0; bucket <= LatencyBuckets.MAX; bucket++) {
      long upper = (long) StrictMath.floor(StrictMath.pow(LatencyBuckets.GAMMA, bucket) * 1e6);
      assertThat(LatencyBuckets.of(upper)).isEqualTo(bucket);
      assertThat(LatencyBuckets.of(upper + 1)).isEqualTo(Math.min(bucket + 1, LatencyBuckets.MAX));
    }
  }

  @Test
  void zero_has_a_bucket_whose_value_is_zero_also_by_the_formula() {
    assertThat(LatencyBuckets.of(0)).isEqualTo(LatencyBuckets.ZERO);
    assertThat(LatencyBuckets.millis(LatencyBuckets.ZERO)).isZero();
    assertThat(2 * Math.pow(LatencyBuckets.GAMMA, LatencyBuckets.ZERO) / (LatencyBuckets.GAMMA + 1))
        .isZero();
  }

  @Test
  void the_shortest_and_the_longest_latency_have_buckets() {
    assertThat(LatencyBuckets.of(1)).isEqualTo(LatencyBuckets.MIN);
    assertThat(LatencyBuckets.of(LatencyBuckets.MAX_NANOS)).isEqualTo(LatencyBuckets.MAX);
    assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.MAX);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.5, 0.9, 0.95, 0.99, 0.999, 1})
  void a_quantile_is_within_one_percent_of_the_nearest_rank(double q) {
    SplittableRandom random = new SplittableRandom(7);
    for (int size : new int[] {1, 2, 3, 10, 99, 1_000}) {
      long[] nanos = random.longs(size, 0, 130_000_000_000L).sorted().toArray();
      TreeMap<Integer, Long> histogram = new TreeMap<>();
      Arrays.stream(nanos).forEach(n -> histogram.merge(LatencyBuckets.of(n), 1L, Long::sum));

      double quantile =
          LatencyBuckets.quantile(
              histogram.keySet().stream().mapToInt(b -> b).toArray(),
              histogram.values().stream().mapToLong(c -> c).toArray(),
              q);

      double exact = nanos[(int) Math.max(1, Math.ceil(q * size)) - 1] / 1e6;
      assertThat(quantile).isCloseTo(exact, offset(exact * 0.0100001));
    }
  }

  @Test
  void an_empty_histogram_has_no_quantile() {
    assertThatThrownBy(() -> LatencyBuckets.quantile(new int[0], new long[0], 0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
