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
      hashes.forEach(sample::add);
      hashes.reversed().forEach(sample::add);

      assertThat(sample.hashes())
          .isEqualTo(hashes.stream().sorted().distinct().limit(TraceSample.SIZE).toList());
    }
  }

  @Test
  void tells_whether_it_changed() {
    TraceSample sample = new TraceSample();

    assertThat(sample.add(5)).isTrue();
    assertThat(sample.add(5)).isFalse();
    for (long hash = 6; hash < 21; hash++) {
      assertThat(sample.add(hash)).isTrue();
    }
    assertThat(sample.add(21)).isFalse();
    assertThat(sample.add(-1)).isTrue();
    assertThat(sample.hashes()).hasSize(TraceSample.SIZE).startsWith(-1L, 5L).endsWith(19L);
  }
}
