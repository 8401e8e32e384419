// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenIdsTest {

  /** A chunk is a message of the changelog, and a busy second has more ids than a message holds. */
  @Test
  void saves_many_ids_in_chunks_that_fit_a_message_and_restores_them_all() {
    int count = 3 * SeenIds.CHUNK + 1;
    SeenIds seen = new SeenIds(Integer.MAX_VALUE);
    for (long id = 0; id < count; id++) {
      seen.add(7, id);
    }
    List<byte[]> chunks = new ArrayList<>();

    seen.save((minute, chunk, ids) -> {
      assertThat(minute).isEqualTo(7);
      assertThat(chunk).isEqualTo(chunks.size());
      chunks.add(ids);
    });

    assertThat(chunks).hasSize(4).allMatch(ids -> ids.length <= 256 << 10);
    SeenIds restored = new SeenIds(Integer.MAX_VALUE);
    for (int chunk = 0; chunk < chunks.size(); chunk++) {
      restored.restore(7, chunk, chunks.get(chunk));
    }
    assertThat(restored.size()).isEqualTo(count);
    assertThat(restored.add(7, count - 1)).isFalse();
  }
}
