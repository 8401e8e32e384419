// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.PlatformEvent;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded.Accepted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeEventsTest {

  @Test
  void an_event_that_kafka_would_not_take_is_rejected_and_the_next_one_is_not() throws IOException {
    InMemoryEventLog log = new InMemoryEventLog();
    IngestCounts counts;
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      counts = ingestor.ingest("in", stream(tooLarge() + "\n" + announcement(1, 10, "image")));
    }

    assertThat(counts.accepted()).isEqualTo(1);
    assertThat(log.rejected())
        .extracting(RejectedEntry::getReason)
        .containsExactly("event_too_large");
    assertThat(log.events())
        .allSatisfy(event -> assertThat(event.event()).hasSizeLessThan(EntryDecoder.LONGEST_EVENT));
  }

  @Test
  void variables_are_bounded_over_all_containers() {
    Decoded decoded =
        new LogDecoder(Settings.defaults())
            .decode(manyVariables().getBytes(StandardCharsets.UTF_8));

    PlatformEvent event = ((Accepted) decoded).event();
    assertThat(
            ((RevisionAnnounced) event.getBody())
                .getSpec().getContainers().stream()
                    .mapToInt(container -> container.getEnv().size())
                    .sum())
        .isEqualTo(RevisionSpecs.MOST_VARIABLES);
  }

  private static String manyVariables() {
    return announcement(10, 500, "image");
  }

  /** Within the longest entry, and nearly all of it kept. */
  private static String tooLarge() {
    return announcement(500, 8, "\u4e16".repeat(300));
  }

  private static String announcement(int containers, int variables, String text) {
    String env =
        IntStream.range(0, variables)
            .mapToObj(i -> "{\"name\":\"" + text + i + "\",\"value\":\"v\"}")
            .collect(Collectors.joining(","));
    String bare = "{\"name\":\"%1$s\",\"image\":\"%1$s\"}".formatted(text);
    String full = "{\"name\":\"%1$s\",\"image\":\"%1$s\",\"env\":[%2$s]}".formatted(text, env);
    String list =
        IntStream.range(0, containers)
            .mapToObj(i -> i < 10 ? full : bare)
            .collect(Collectors.joining(","));
    return """
    {"insertId":"a","logName":"projects/acme-prod/logs/cloudaudit.googleapis.com%%2Fsystem_event",\
    "timestamp":"2026-09-16T01:42:58Z","resource":{"type":"cloud_run_revision","labels":{\
    "project_id":"acme-prod","location":"us-central1","service_name":"checkout"}},\
    "protoPayload":{"serviceName":"run.googleapis.com","methodName":"/Services.ReplaceService",\
    "response":{"kind":"Revision","metadata":{"name":"checkout-1"},"spec":{"containers":[%s]}}}}\
    """
        .formatted(list);
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
