// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.LatencyBucket;
import io.fivewhys.contract.LatencyBuckets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  @Test
  void its_quantiles_are_those_of_its_buckets() {
    SplittableRandom random = new SplittableRandom(5);
    for (int count = 1; count < 200; count++) {
      LatencyHistogram histogram = new LatencyHistogram();
      for (int i = 0; i < count; i++) {
        histogram.add(random.nextInt(4) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40)));
      }
      List<LatencyBucket> buckets = histogram.buckets();
      int[] numbers = buckets.stream().mapToInt(LatencyBucket::getBucket).toArray();
      long[] counts = buckets.stream().mapToLong(LatencyBucket::getCount).toArray();
      for (double q : new double[] {0.01, 0.25, 0.5, 0.95, 1}) {
        assertThat(histogram.quantile(q)).isEqualTo(LatencyBuckets.quantile(numbers, counts, q));
      }
    }
  }

  @Test
  void an_empty_one_has_none() {
    assertThatThrownBy(() -> new LatencyHistogram().quantile(0.5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
