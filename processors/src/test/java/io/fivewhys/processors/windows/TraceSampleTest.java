// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TraceSampleTest {

  @Test
  void holds_the_smallest_hashes_once_each_and_ascending() {
    for (int count : new int[] {0, 1, 15, 16, 17, 1_000}) {
      List<Long> hashes = new SplittableRandom(count).longs(count).boxed().toList();
      TraceSample sample = new TraceSample();
      hashes.forEach(hash -> sample.add(hash, 1));
      hashes.reversed().forEach(hash -> sample.add(hash, 1));

      assertThat(sample.hashes())
          .isEqualTo(hashes.stream().sorted().distinct().limit(TraceSample.SIZE).toList());
    }
  }

  @Test
  void keeps_the_earliest_start_of_each_trace() {
    TraceSample sample = new TraceSample();
    sample.add(7, 30);
    sample.add(3, 20);

    assertThat(sample.add(7, 10)).isTrue();
    assertThat(sample.add(3, 40)).isFalse();
    assertThat(sample.hashes()).containsExactly(3L, 7L);
    assertThat(sample.starts()).containsExactly(20L, 10L);
  }

  @Test
  void tells_whether_it_changed() {
    TraceSample sample = new TraceSample();

    assertThat(sample.add(5, 1)).isTrue();
    assertThat(sample.add(5, 1)).isFalse();
    for (long hash = 6; hash < 21; hash++) {
      assertThat(sample.add(hash, 1)).isTrue();
    }
    assertThat(sample.add(21, 1)).isFalse();
    assertThat(sample.add(-1, 1)).isTrue();
    assertThat(sample.hashes()).hasSize(TraceSample.SIZE).startsWith(-1L, 5L).endsWith(19L);
  }
}
