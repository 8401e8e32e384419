// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.ingest.Decoded;
import io.fivewhys.ingest.Decoded.Accepted;
import io.fivewhys.ingest.Decoded.Ignored;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the project plays and trains with would come through the sink. */
class OurEntriesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final SinkFilters filters = SinkFilters.read();
  private final DecoderMatch match = new DecoderMatch(filters.inclusion());
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int accepted;

  @Test
  void the_demo_comes_through_whole_and_its_database_noise_does_not() throws IOException {
    int noise = 0;
    for (Entry entry : DemoIncident.record(DemoIncident.START, 7).entries()) {
      noise += check(entry.json()).equals(new Ignored("cloudsql_noise")) ? 1 : 0;
    }

    told();
    assertThat(accepted).isGreaterThan(90_000);
    assertThat(kinds).containsEntry("exclude-cloudsql-health", noise);
    assertThat(noise).isPositive();
    assertThat(kinds).containsKey(SinkFilters.LEFT_OUT);
  }

  @Test
  void what_the_archive_is_trained_with_comes_through() throws IOException {
    Path entries =
        Path.of(
            System.getProperty("fivewhys.root", "../.."),
            "infra/cli/src/main/training/entries.ndjson");
    try (Stream<String> lines = Files.lines(entries)) {
      for (String line : lines.toList()) {
        check(line.getBytes(StandardCharsets.UTF_8));
      }
    }

    told();
    assertThat(accepted).isPositive();
  }

  /** An entry that is accepted is included, and nothing takes it out again. */
  private Decoded check(byte[] json) throws IOException {
    JsonNode entry = JSON.readTree(json);
    Decoded decoded = match.decode(json);
    String verdict = filters.verdict(entry);
    if (decoded instanceof Accepted) {
      accepted++;
      assertThat(verdict).as(entry.toString()).isEqualTo(SinkFilters.INCLUDED);
      verdict = entry.at("/resource/type").asText() + " " + logId(entry);
    }
    kinds.merge(verdict, 1, Integer::sum);
    assertThat(match.of(entry, decoded))
        .as(entry.toString())
        .isIn(DecoderMatch.SAME, "cloudsql_noise");
    return decoded;
  }

  private void told() {
    if (Boolean.getBoolean("fivewhys.verbose")) {
      System.out.println(kinds);
    }
  }

  private static String logId(JsonNode entry) {
    String name = entry.path("logName").asText();
    return name.substring(name.indexOf("/logs/") + "/logs/".length()).replace("%2F", "/");
  }
}
