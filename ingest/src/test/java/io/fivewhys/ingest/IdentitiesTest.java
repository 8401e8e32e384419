// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Decoded.Accepted;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {

  private static final String RUN =
      """
      {"insertId":"%s","logName":"projects/acme-prod/logs/run.googleapis.com%%2Fstdout",\
      "timestamp":"2026-09-16T01:42:58Z","resource":{"type":"cloud_run_revision","labels":{\
      "project_id":"%s","location":"%s","service_name":"%s","revision_name":"%s"}},\
      "textPayload":"a"}\
      """;
  private static final String LOAD_BALANCER =
      """
      {"logName":"projects/acme-prod/logs/requests","timestamp":"2026-09-16T01:42:58Z",\
      "resource":{"type":"http_load_balancer","labels":{"project_id":"acme-prod",\
      "url_map_name":"%s"}},"httpRequest":{"status":200}}\
      """;

  private final LogDecoder decoder = new LogDecoder(Settings.defaults());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "/",
        "a\\u0000b",
        "a\\nb",
        "a\\u202eb",
        "a b",
        "\\u00e4",
        "password=hunter2",
        "jane.doe@acme.test",
        "ghp_abcdefghijklmnopqrst0123456789",
        "AKIAABCDEFGHIJKLMNOP"
      })
  void malformed_names_are_rejected_wherever_they_stand(String name) {
    for (int place = 0; place < 4; place++) {
      String[] names = {"acme-prod", "us-central1", "checkout", "checkout-00042-abc"};
      names[place] = name;

      assertThat(outcome(RUN.formatted("i", names[0], names[1], names[2], names[3])))
          .as("%d %s", place, name)
          .isEqualTo("rejected bad_identity");
    }
  }

  @Test
  void names_without_bounds_are_rejected() {
    String name = "a".repeat(201);

    assertThat(outcome(RUN.formatted("i", "p", "l", "s", name))).isEqualTo("rejected bad_identity");
    assertThat(outcome(LOAD_BALANCER.formatted(name))).isEqualTo("rejected bad_identity");
  }

  @Test
  void a_project_of_the_log_alone_is_looked_at_too() {
    assertThat(outcome(RUN.formatted("i", "", "l", "s", "r").replace("acme-prod", "a/b")))
        .isEqualTo("rejected bad_identity");
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme-prod", "example.com:my-project", "123456789", "acme_Prod"})
  void real_projects_are_taken(String project) {
    assertThat(
            outcome(RUN.formatted("i", project, "us-central1", "checkout", "checkout-00042-abc")))
        .isEqualTo("accepted LogLine");
  }

  @ParameterizedTest
  @CsvSource({
    "front-map, front-map",
    "projects/p/global/urlMaps/front, front",
    "password=hunter2, password=***",
    "front_Map, front_Map"
  })
  void other_components_are_their_last_segment_without_secrets(String sent, String name) {
    assertThat(event(LOAD_BALANCER.formatted(sent)).getComponent()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/", "a b", "a\\u0001", "a\\u202eb"})
  void other_components_that_cannot_be_are_rejected(String name) {
    assertThat(outcome(LOAD_BALANCER.formatted(name))).isEqualTo("rejected bad_identity");
  }

  @ParameterizedTest
  @CsvSource({
    "jane.doe@acme.com-42, ***@acme.com-42",
    "password=hunter2, password=***",
    "s=be79;i=a4cd;b=53#x-0-0@a1, s=be79;i=a4cd;b=53#x-0-0@a1",
    "68c8c0a9000bf7222eab06a3, 68c8c0a9000bf7222eab06a3"
  })
  void insert_ids_lose_secrets_but_stay_apart(String sent, String shown) {
    PlatformEvent event = event(RUN.formatted(sent, "p", "l", "s", "r"));

    assertThat(event.getInsertId()).isEqualTo(shown);
    assertThat(event.getDedupId())
        .isNotEqualTo(event(RUN.formatted(sent + "1", "p", "l", "s", "r")).getDedupId());
  }

  private PlatformEvent event(String entry) {
    return ((Accepted) decoder.decode(entry.getBytes(StandardCharsets.UTF_8))).event();
  }

  private String outcome(String entry) {
    return Fixture.outcome(decoder.decode(entry.getBytes(StandardCharsets.UTF_8)));
  }
}
