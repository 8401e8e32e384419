// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.replay.EventSorter.Recorded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventSorterTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 500, 5_000, 1 << 30})
  void gives_one_order_whatever_the_order_in_and_the_memory(long memoryBytes) throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    List<Recorded> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      byte[] event = new byte[random.nextInt(20)];
      random.nextBytes(event);
      events.add(new Recorded(random.nextLong(100), new byte[] {(byte) (i % 3)}, event));
    }
    List<Recorded> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(6));

    List<String> once = sorted(events, memoryBytes);

    assertThat(once).hasSize(1_000).isEqualTo(sorted(shuffled, 1 << 30));
    assertThat(Files.list(directory)).isEmpty();
  }

  private List<String> sorted(List<Recorded> events, long memoryBytes) throws IOException {
    List<String> sorted = new ArrayList<>();
    try (EventSorter sorter = new EventSorter(directory, memoryBytes)) {
      for (Recorded event : events) {
        sorter.add(event);
      }
      sorter.forEach(event -> {});
      sorter.forEach(event ->
          sorted.add(event.timeNanos() + java.util.HexFormat.of().formatHex(event.event())));
    }
    return sorted;
  }
}
