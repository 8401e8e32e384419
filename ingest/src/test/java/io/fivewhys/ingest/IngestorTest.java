// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestorTest {

  private static final String FIXTURES =
      String.join("\n", Fixture.all().stream().map(Fixture::entry).toList());

  private record Run(IngestCounts counts, InMemoryEventLog log) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void the_order_does_not_depend_on_the_threads(int threads) throws IOException {
    byte[] input = (FIXTURES + "\n").repeat(30).getBytes(StandardCharsets.UTF_8);

    Run one = run(new ByteArrayInputStream(input), 1);
    Run many = run(new ChunkedStream(input, () -> 1_000), threads);

    assertThat(many.log.events())
        .usingElementComparator((a, b) ->
            java.util.Arrays.equals(a.event(), b.event())
                    && java.util.Arrays.equals(a.key(), b.key())
                    && a.eventTimeNanos() == b.eventTimeNanos()
                ? 0
                : 1)
        .containsExactlyElementsOf(one.log.events());
    assertThat(many.log.rejected()).isEqualTo(one.log.rejected());
    assertThat(many.counts).hasToString(one.counts.toString());
  }

  @Test
  void counts_everything_it_reads() throws IOException {
    Run run = run(new ByteArrayInputStream(FIXTURES.getBytes(StandardCharsets.UTF_8)), 1);

    assertThat(run.counts.read()).isEqualTo(Fixture.all().size());
    assertThat(run.counts.accepted()).isEqualTo(run.log.events().size());
    assertThat(run.counts.rejected()).isEqualTo(run.log.rejected().size());
    assertThat(run.counts.ignoredByReason()).containsKeys("cloudsql_noise", "audit_read");
    assertThat(sum(run.counts.ignoredByReason())).isEqualTo(run.counts.ignored());
    assertThat(sum(run.counts.rejectedByReason())).isEqualTo(run.counts.rejected());
  }

  @Test
  void appends_under_the_key_of_the_event_at_its_time() throws IOException {
    Run run = run(new ByteArrayInputStream(FIXTURES.getBytes(StandardCharsets.UTF_8)), 1);

    for (InMemoryEventLog.Appended appended : run.log.events()) {
      PlatformEvent event = appended.decoded();
      assertThat(new String(appended.key(), StandardCharsets.UTF_8))
          .isEqualTo(
              String.join(
                  "/",
                  event.getProject(),
                  event.getLocation(),
                  event.getComponentKind().name(),
                  event.getComponent(),
                  event.getRevision()));
      assertThat(appended.eventTimeNanos()).isEqualTo(event.getEventTime());
    }
  }

  @Test
  void names_the_place_of_what_it_rejects() throws IOException {
    Run run = run(new ByteArrayInputStream("[{\"a\":1}, 17]".getBytes(StandardCharsets.UTF_8)), 1);

    assertThat(run.log.rejected())
        .extracting(entry -> entry.getReason() + " " + entry.getSource() + " " + entry.getExcerpt())
        .containsExactly("not_a_log_entry in@1 {\"a\":1}", "not_an_object in@10 17");
  }

  @Test
  void inputs_cannot_invent_reasons_without_end() throws IOException {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      input
          .append("{\"logName\":\"a/logs/b\",\"resource\":{\"type\":\"t")
          .append(i)
          .append("\"}}\n");
    }

    Run run = run(new ByteArrayInputStream(input.toString().getBytes(StandardCharsets.UTF_8)), 1);

    assertThat(run.counts.ignored()).isEqualTo(1_000);
    assertThat(run.counts.ignoredByReason()).hasSizeLessThanOrEqualTo(IngestCounts.REASONS);
    assertThat(run.counts.ignoredByReason().get("resource_type:other")).isGreaterThan(800);
  }

  @Test
  void tells_its_progress() throws IOException {
    byte[] input = (FIXTURES + "\n").repeat(20).getBytes(StandardCharsets.UTF_8);
    List<Long> told = new ArrayList<>();
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), new InMemoryEventLog(), 1)) {
      IngestCounts counts =
          ingestor.ingest(
              "in", new ByteArrayInputStream(input), (entries, bytes) -> told.add(entries));

      assertThat(told).isSorted().hasSizeGreaterThan(5).last().isEqualTo(counts.read());
    }
  }

  @Test
  void a_stream_that_fails_is_not_taken_for_one_that_ends() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("disk on fire");
          }
        };

    assertThatThrownBy(() -> run(failing, 1)).isInstanceOf(IOException.class);
  }

  @Test
  void expands_folders_by_name_without_hidden_files(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("b/.git"));
    for (String name : List.of("c.json", "a.json", "b/x.json", "b/.git/y.json", ".hidden")) {
      Files.writeString(folder.resolve(name), "{}");
    }

    List<String> names =
        InputFiles.expand(List.of("-", folder.toString()), InputStream.nullInputStream()).stream()
            .map(input -> input.name().replace(folder.toString(), ""))
            .toList();

    assertThat(names).containsExactly("stdin", "/a.json", "/b/x.json", "/c.json");
    assertThatThrownBy(
            () -> InputFiles.expand(List.of("no/such/file"), InputStream.nullInputStream()))
        .hasMessageContaining("no such file");
  }

  private static Run run(InputStream in, int threads) throws IOException {
    InMemoryEventLog log = new InMemoryEventLog();
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, threads)) {
      return new Run(ingestor.ingest("in", in), log);
    }
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
