// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {

  private static final String RUN =
      "\"logName\":\"projects/acme-prod/logs/run.googleapis.com%2Fstdout\",\"timestamp\":\"2026-09-16T01:42:58Z\","
          + "\"resource\":{\"type\":\"cloud_run_revision\",\"labels\":{\"project_id\":\"p\",\"service_name\":\"s\"}}";

  private final LogDecoder decoder = new LogDecoder(Settings.defaults());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void damaged_entries_never_throw_and_are_all_accounted_for(long seed) throws IOException {
    Random random = new Random(seed);
    List<Fixture> fixtures = Fixture.all();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (int i = 0; i < 4_000; i++) {
      byte[] damaged = damaged(fixtures.get(random.nextInt(fixtures.size())).bytes(), random);
      if (decoder.decode(damaged) instanceof Decoded.Accepted accepted) {
        assertThat(new EventWriter().encode(accepted.event()))
            .as("seed %d, entry %d", seed, i)
            .isEqualTo(Topics.EVENTS.codec().encode(accepted.event()));
      }
      file.write(damaged);
      file.write('\n');
    }
    InMemoryEventLog log = new InMemoryEventLog();
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      IngestCounts counts = ingestor.ingest("f", new ByteArrayInputStream(file.toByteArray()));

      assertThat(counts.read())
          .as("seed %d", seed)
          .isEqualTo(log.events().size() + counts.ignored() + log.rejected().size())
          .isGreaterThan(2_000);
      assertThat(counts.bytes()).isEqualTo(file.size());
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged = Arrays.copyOf(bytes, at);
      case 2 -> damaged[at] = (byte) random.nextInt(256);
      case 3 -> damaged = inserted(bytes, at, "1e400");
      case 4 -> damaged = inserted(bytes, at, "[".repeat(random.nextInt(2_000)));
      case 5 -> damaged = inserted(bytes, at, "\\ud800\u0000\u00e9");
      default -> {
        for (int i = 0; i < 20; i++) {
          damaged[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return damaged;
  }

  private static byte[] inserted(byte[] bytes, int at, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  @Test
  void nesting_beyond_the_limit_is_rejected() {
    String deep =
        "{" + RUN + ",\"jsonPayload\":{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}}";

    assertThat(reason(deep)).isEqualTo("rejected over_limit");
  }

  @Test
  void a_number_of_a_hundred_thousand_digits_is_rejected_or_stepped_over() {
    String huge = "{" + RUN + ",\"x\":" + "9".repeat(100_000) + ",\"textPayload\":\"a\"}";

    assertThat(reason(huge)).isIn("rejected over_limit", "accepted LogLine");
  }

  @Test
  void an_audit_entry_of_512_kib_is_read() {
    String padding = "{\"a\":\"" + "x".repeat(1_000) + "\"},";
    String entry =
        "{\"logName\":\"projects/p/logs/cloudaudit.googleapis.com%2Factivity\",\"timestamp\":\"2026-09-16T01:42:58Z\","
            + "\"resource\":{\"type\":\"cloudsql_database\",\"labels\":{\"database_id\":\"p:pg1\"}},\"protoPayload\":{"
            + "\"serviceName\":\"cloudsql.googleapis.com\",\"methodName\":\"cloudsql.instances.update\",\"response\":{\"x\":["
            + padding.repeat(520)
            + "{}]}}}";

    assertThat(entry.length()).isGreaterThan(512 << 10);
    assertThat(reason(entry)).isEqualTo("accepted ConfigurationChange");
  }

  @Test
  void broken_utf_8_is_replaced() {
    byte[] bytes =
        ("{" + RUN + ",\"textPayload\":\"caf\u00e9\"}").getBytes(StandardCharsets.ISO_8859_1);

    Decoded decoded = decoder.decode(bytes);

    assertThat(decoded).isInstanceOf(Decoded.Accepted.class);
    assertThat(decoded.toString()).contains("caf\uFFFD");
  }

  @Test
  void what_is_rejected_is_not_quoted() {
    assertThat(decoder.decode("{\"a\":hunter2}".getBytes(StandardCharsets.UTF_8)).toString())
        .contains("malformed_json")
        .doesNotContain("hunter2");
  }

  @Test
  void bytes_behind_the_object_are_rejected() {
    assertThat(reason("{" + RUN + "} {}")).isEqualTo("rejected malformed_json");
    assertThat(reason("[]")).isEqualTo("rejected malformed_json");
    assertThat(reason("")).isEqualTo("rejected malformed_json");
  }

  private String reason(String entry) {
    return Fixture.outcome(decoder.decode(entry.getBytes(StandardCharsets.UTF_8)));
  }
}
