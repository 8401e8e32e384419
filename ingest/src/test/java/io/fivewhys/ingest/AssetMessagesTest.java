// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.RevisionAnnounced;
import io.fivewhys.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssetMessagesTest {

  private static final String KNATIVE = entry("assets.cases", "revision of v1");
  private static final String V2 = entry("assets.cases", "revision of v2");
  private static final String EXPORTED = entry("assets.cases", "line of an export");
  private static final String LOGGED = entry("deploys.cases", "revision ready");

  private static String entry(String file, String title) {
    return Fixture.all().stream()
        .filter(fixture -> fixture.file().equals(file) && fixture.title().equals(title))
        .findFirst()
        .orElseThrow()
        .entry();
  }

  @Test
  void the_same_revision_in_either_spelling_is_announced_the_same() throws IOException {
    RevisionAnnounced knative = announced(ingest(KNATIVE).events().get(0));
    RevisionAnnounced v2 = announced(ingest(V2).events().get(0));
    knative.setOperationId(null); // v2 has none

    assertThat(v2).isEqualTo(knative);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s\n%s\n%s\n%s\n",
        "[%s,\n%s,%s,%s]",
        "{\"readTime\":\"t\",\"assets\":[%s,%s,%s,%s]}",
        "{\"entries\":[%s,%s,%s,%s],\"nextPageToken\":\"n\"}",
      })
  void messages_and_log_entries_may_stand_in_one_file(String file) throws IOException {
    InMemoryEventLog log = ingest(file.formatted(KNATIVE, LOGGED, V2, EXPORTED));

    assertThat(log.rejected()).isEmpty();
    assertThat(log.events())
        .extracting(event -> event.decoded().getLogName())
        .containsExactly(
            "cloudasset.googleapis.com/feed",
            "projects/acme-prod/logs/cloudaudit.googleapis.com%2Fsystem_event",
            "cloudasset.googleapis.com/feed",
            "cloudasset.googleapis.com/feed");
    assertThat(log.events())
        .extracting(event -> List.of(event.decoded().getProject(), event.decoded().getRevision()))
        .containsOnly(List.of("acme-prod", "checkout-00042-abc"));
  }

  @Test
  void a_message_sent_twice_is_one_by_its_id() throws IOException {
    InMemoryEventLog log = ingest(KNATIVE + "\n" + KNATIVE + "\n" + V2);

    assertThat(log.events().stream().map(event -> event.decoded().getDedupId()).distinct())
        .hasSize(2);
  }

  @Test
  void what_is_none_of_ours_is_counted_by_its_reason() throws IOException {
    String others =
        """
        {"asset":{"name":"//x","assetType":"storage.googleapis.com/Bucket"}}
        {"asset":{"name":"//x","assetType":"run.googleapis.com/Revision"},"deleted":true}
        {"asset":{"name":"//x"}}
        """;
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), new InMemoryEventLog(), 1)) {
      IngestCounts counts =
          ingestor.ingest("f", new ByteArrayInputStream(others.getBytes(StandardCharsets.UTF_8)));

      assertThat(counts)
          .hasToString(
              "read 3 = accepted 0 + ignored 2 {asset_deleted=1,"
                  + " asset_type:storage.googleapis.com/bucket=1} + rejected 1 {no_asset_type=1}");
    }
  }

  private static RevisionAnnounced announced(InMemoryEventLog.Appended event) {
    return (RevisionAnnounced) event.decoded().getBody();
  }

  private static InMemoryEventLog ingest(String file) throws IOException {
    InMemoryEventLog log = new InMemoryEventLog();
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      ingestor.ingest("f", new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }
    return log;
  }
}
