// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.LogLine;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real records of other projects, where they are at hand. */
class CorpusTest {

  @Test
  void every_file_is_read_to_its_end_and_every_entry_accounted_for() throws IOException {
    Path corpus = corpus();
    IngestCounts all = new IngestCounts();
    List<InputFiles.Input> inputs =
        InputFiles.expand(List.of(corpus.toString()), InputStream.nullInputStream());
    assertThat(inputs).isNotEmpty();
    for (InputFiles.Input input : inputs) {
      InMemoryEventLog log = new InMemoryEventLog();
      IngestCounts counts;
      try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1);
          InputStream in = input.opener().open()) {
        counts = ingestor.ingest(input.name(), in);
      }
      assertThat(counts.bytes()).as(input.name()).isEqualTo(Files.size(Path.of(input.name())));
      assertThat((long) log.events().size()).as(input.name()).isEqualTo(counts.accepted());
      assertThat((long) log.rejected().size()).as(input.name()).isEqualTo(counts.rejected());
      assertThat(counts).as(input.name()).satisfies(IngestCounts::requireBalance);
      if (Boolean.getBoolean("fivewhys.verbose")) {
        System.out.println(corpus.relativize(Path.of(input.name())) + " " + counts);
      }
      all.add(counts);
    }
    assertThat(all.accepted()).isPositive();
    assertThat(all.ignored()).isPositive();
  }

  /** Hardly a line complains of what it leans on; {@code -Dfivewhys.verbose} shows each. */
  @Test
  void signals_are_as_rare_as_what_they_tell_of() throws IOException {
    Map<SignalKind, Integer> signals = new TreeMap<>();
    int lines = 0;
    for (InputFiles.Input input :
        InputFiles.expand(List.of(corpus().toString()), InputStream.nullInputStream())) {
      InMemoryEventLog log = new InMemoryEventLog();
      try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1);
          InputStream in = input.opener().open()) {
        ingestor.ingest(input.name(), in);
      }
      for (InMemoryEventLog.Appended event : log.events()) {
        if (event.decoded().getBody() instanceof LogLine line) {
          lines++;
          signals.merge(line.getSignal(), 1, Integer::sum);
          if (Boolean.getBoolean("fivewhys.verbose") && line.getSignal() != SignalKind.NONE) {
            System.out.println(line);
          }
        }
      }
    }
    assertThat(signals.getOrDefault(SignalKind.NONE, 0)).isGreaterThan(lines * 9 / 10);
    assertThat(signals).doesNotContainKey(SignalKind.OTHER);
  }

  private static Path corpus() {
    Optional<Path> found =
        Stream.of(
                System.getProperty("CORPUS"),
                System.getenv("CORPUS"),
                System.getProperty("fivewhys.root", ".") + "/../shared/corpus")
            .filter(name -> name != null)
            .map(Path::of)
            .filter(Files::isDirectory)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "no corpus: set CORPUS to its folder");
    return found.orElseThrow();
  }
}
