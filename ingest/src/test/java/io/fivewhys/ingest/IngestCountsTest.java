// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IngestCountsTest {

  @Test
  void balance_when_each_entry_read_became_one_thing() {
    IngestCounts counts = new IngestCounts();
    counts.accept(1);
    counts.ignore("audit_read");
    counts.reject("malformed_json");
    counts.readTo(3, 100);

    assertThatCode(counts::requireBalance).doesNotThrowAnyException();
    assertThat(counts.read()).isEqualTo(3);
  }

  @Test
  void tell_of_an_entry_that_was_dropped() {
    byte[] input = "{\"a\":1}\n17\n{\"b\":2}\n".getBytes(StandardCharsets.UTF_8);

    assertThat(countsWithout(input, -1)).satisfies(IngestCounts::requireBalance);
    for (int dropped = 0; dropped < 3; dropped++) {
      IngestCounts counts = countsWithout(input, dropped);

      assertThat(counts.read()).isEqualTo(3);
      assertThatThrownBy(counts::requireBalance)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("read 3");
    }
  }

  /** What an ingestor counts that leaves one of the things found out of its batch. */
  private static IngestCounts countsWithout(byte[] input, int dropped) {
    try {
      EntrySplitter splitter = new EntrySplitter(new ByteArrayInputStream(input), 1_000);
      EntryBatch batch = new EntryBatch(1_000);
      for (int found = 0; splitter.next(); found++) {
        if (found != dropped) {
          batch.add(splitter);
        }
      }
      IngestCounts counts = new IngestCounts();
      counts.add(new BatchDecoder(Settings.defaults()).decode(batch, "in").counts());
      counts.readTo(splitter.handedOut(), splitter.bytesRead());
      return counts;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void add_up() {
    IngestCounts one = new IngestCounts();
    one.accept(1);
    one.readTo(1, 10);
    IngestCounts all = new IngestCounts();
    all.add(one);
    all.add(one);

    assertThat(all.read()).isEqualTo(2);
    assertThat(all).satisfies(IngestCounts::requireBalance);
  }
}
