// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.EntrySplitter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Real records of other projects, where they are at hand. */
class CorpusFilterTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Query WRONG = Query.parse("severity>=WARNING");

  private final SinkFilters filters = SinkFilters.read();
  private final DecoderMatch match = new DecoderMatch(filters.inclusion());
  private final Map<String, Integer> differences = new TreeMap<>();
  private final Map<String, Integer> verdicts = new TreeMap<>();
  private int entries;
  private int accepted;

  @Test
  void what_is_understood_is_sent_and_what_is_wrong_never_excluded() throws IOException {
    for (Path file : files()) {
      read(file);
    }

    System.out.println(
        "corpus: " + entries + " entries, " + accepted + " accepted " + verdicts + differences);
    assertThat(accepted).isPositive();
    assertThat(differences.keySet())
        .allMatch(difference ->
            difference.equals(DecoderMatch.SAME)
                || DecoderMatch.NOT_SENT.containsKey(difference)
                || DecoderMatch.NOT_READ.contains(difference)
                || difference.startsWith("rejected: "));
    assertThat(verdicts).containsKey("exclude-cloudsql-health");
  }

  private void read(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      EntrySplitter splitter = new EntrySplitter(in, Settings.defaults().get(Settings.ENTRY_BYTES));
      while (splitter.next()) {
        if (splitter.fault() == null) {
          int from = splitter.offset();
          check(file, Arrays.copyOfRange(splitter.bytes(), from, from + splitter.length()));
        }
      }
    }
  }

  private void check(Path file, byte[] bytes) throws IOException {
    JsonNode read = JSON.readTree(bytes);
    JsonNode entry = read.has("entry") ? read.get("entry") : read;
    Decoded decoded = match.decode(JSON.writeValueAsBytes(entry));
    String verdict = filters.verdict(entry);
    entries++;
    accepted += decoded instanceof Accepted ? 1 : 0;
    String difference = match.of(entry, decoded);
    differences.merge(difference, 1, Integer::sum);
    verdicts.merge(verdict, 1, Integer::sum);
    if (Boolean.getBoolean("fivewhys.verbose") && !difference.equals(DecoderMatch.SAME)) {
      System.out.println(file + ": " + difference + " " + entry);
    }
    if (!filters.exclusions().get("exclude-cloudsql-health").matches(entry)) {
      return;
    }
    assertThat(WRONG.matches(entry)).as(entry.toString()).isFalse();
    assertThat(difference).as(entry.toString()).isEqualTo("cloudsql_noise");
  }

  private static List<Path> files() throws IOException {
    String named = System.getenv("CORPUS");
    Path beside = Path.of(System.getProperty("fivewhys.root", "../.."), "../shared/corpus");
    Path corpus = named == null ? beside.normalize() : Path.of(named);
    boolean there = Files.isDirectory(corpus);
    if (!there) {
      System.out.println("no real records at " + corpus + ": the filters are not tried on them");
    }
    Assumptions.assumeTrue(there, "no folder " + corpus);
    try (Stream<Path> files = Files.walk(corpus)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(json|jsonl|ndjson)"))
          .sorted()
          .toList();
    }
  }
}
