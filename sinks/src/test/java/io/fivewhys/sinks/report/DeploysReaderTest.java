// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Percentage.withPercentage;

import io.fivewhys.sinks.report.Deploy.FieldDiff;
import io.fivewhys.sinks.report.Deploy.RateMinute;
import io.fivewhys.sinks.report.Deploy.Side;
import io.fivewhys.sinks.report.Deploy.Suspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeploysReaderTest {

  private static final long START = WarehouseFixture.START;

  @Test
  void tells_the_latest_row_of_each_change_newest_first() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      List<Deploy> deploys = new ArrayList<>();
      for (String service : List.of("gateway", "checkout", "catalog", "reports")) {
        deploys.addAll(warehouse.deploys(service));
      }

      assertThat(deploys)
          .extracting(Deploy::service, d -> d.ruling().verdict(), Deploy::neverReady)
          .containsExactly(
              tuple("gateway", "SHARED_CAUSE", false),
              tuple("checkout", "REGRESSION", false),
              tuple("catalog", "NO_EFFECT", false),
              tuple("reports", "INSUFFICIENT_DATA", true));
      Deploy regression = deploys.get(1);
      assertThat(regression.from()).isEqualTo("checkout-00041-xyz");
      assertThat(regression.times().at()).isEqualTo((START + 31) * 60_000);
      assertThat(regression.times().ready()).isEqualTo((START + 30) * 60_000);
      assertThat(regression.times().restored()).isEqualTo((START + 43) * 60_000);
      assertThat(regression.ruling().effect()).isEqualTo(0.931);
      assertThat(regression.ruling().requestsNeeded()).isNull();
      assertThat(regression.diff())
          .hasSize(4)
          .contains(
              new FieldDiff("env.DISCOUNTS_URL", "hash:5d41", null),
              new FieldDiff("scaling.max", null, "40"));
      assertThat(regression.suspects())
          .extracting(Suspect::field, Suspect::score)
          .containsExactly(tuple("env.DISCOUNTS_URL", 0.91), tuple("image_digest", 0.22));
      Deploy first = deploys.get(3);
      assertThat(first.from()).isNull();
      assertThat(first.times().firstTraffic()).isNull();
      assertThat(first.times().at()).as("made").isEqualTo((START + 1) * 60_000);
    }
  }

  @Test
  void revisions_are_compared_in_the_minutes_that_the_control_says() throws Exception {
    for (String control : List.of("SAME_MINUTES", "MINUTES_BEFORE", "NONE")) {
      try (WarehouseFixture warehouse = new WarehouseFixture()) {
        // Given an old revision that takes 10 ms before the change, 20 ms beside the new one and
        // 40 ms after it
        warehouse.minute("a", "a-1", START - 61, 0, Map.of(999.0, 9L));
        warehouse.minute("a", "a-1", START - 1, 1, Map.of(10.0, 2L));
        warehouse.minute("a", "a-1", START, 0, Map.of(20.0, 3L));
        warehouse.minute("a", "a-2", START, 5, Map.of(30.0, 5L));
        warehouse.minute("a", "a-1", START + 1, 0, Map.of(40.0, 7L));
        warehouse.minute("a", "a-3", START, 0, Map.of(999.0, 9L));
        warehouse.minute("b", "a-1", START, 0, Map.of(999.0, 9L));
        warehouse.deploy(
            "a", "a-1", "a-2", START, "REGRESSION", "'%s' AS control".formatted(control));

        Deploy deploy = warehouse.deploys("a").getFirst();

        Side before = deploy.comparison().before();
        Side after = deploy.comparison().after();
        assertThat(before.minutes())
            .containsExactly(
                new RateMinute(START - 1, 2, 1),
                new RateMinute(START, 3, 0),
                new RateMinute(START + 1, 7, 0));
        assertThat(after.minutes()).containsExactly(new RateMinute(START, 5, 5));
        assertThat(after.latency().p50()).isCloseTo(30, withPercentage(1));
        assertThat(before.bins().values().stream().mapToLong(n -> n).sum())
            .isEqualTo(
                switch (control) {
                  case "SAME_MINUTES" -> 3;
                  case "MINUTES_BEFORE" -> 2;
                  default -> 12;
                });
      }
    }
  }

  @Test
  void errors_are_those_that_decided() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.minute("a", "a-2", START, 1, Map.of(10.0, 9L));
      warehouse.run("UPDATE service_minutes SET errors_auth = 4, errors_4xx = 6");
      warehouse.deploy("a", "a-1", "a-2", START, "REGRESSION", "'errors_auth' AS indicator");

      assertThat(warehouse.deploys("a").getFirst().comparison().after().minutes())
          .containsExactly(new RateMinute(START, 9, 4));
    }
  }

  @Test
  void a_page_lists_so_many_and_draws_fewer() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      for (int i = 0; i < ServiceReader.DEPLOYS + 7; i++) {
        warehouse.deploy("a", "a-" + i, "a-" + (i + 1), START + i, "NO_EFFECT", "");
      }

      List<Deploy> deploys = warehouse.deploys("a");

      assertThat(deploys).hasSize(ServiceReader.DEPLOYS);
      assertThat(deploys.getFirst().to()).isEqualTo("a-" + (ServiceReader.DEPLOYS + 7));
      assertThat(deploys.stream().filter(d -> d.comparison() != null))
          .hasSize(ServiceReader.COMPARED);
    }
  }

  @Test
  void long_texts_are_cut() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.deploy(
          "a",
          "a-1",
          "a-2",
          START,
          "NO_EFFECT",
          """
          repeat('x', 100000) AS reason, list_transform(range(500), lambda i: repeat('y', 1000))
            AS findings, [{field: 'f', before: repeat('z', 1000), after: NULL}] AS diff
          """);

      Deploy deploy = warehouse.deploys("a").getFirst();

      assertThat(deploy.ruling().reason()).hasSize(Texts.LONG).endsWith("x…");
      assertThat(deploy.findings()).hasSize(20);
      assertThat(deploy.findings().getFirst()).hasSize(Texts.SHORT);
      assertThat(deploy.diff().getFirst().before()).hasSize(Texts.SHORT);
    }
  }

  @Test
  void a_tool_is_called_by_its_command_or_its_product() throws Exception {
    Map<String, String> shortNames =
        Map.of(
            "google-cloud-sdk gcloud/534.0.0 command/gcloud.run.deploy invocation-id/1",
            "gcloud.run.deploy",
            "Terraform/1.9.5 (+https://www.terraform.io)",
            "Terraform/1.9.5",
            "Mozilla/5.0 (X11; Linux x86_64),gzip(gfe)",
            "browser",
            "gcloud.run.services.update-traffic",
            "gcloud.run.services.update-traffic");
    for (Map.Entry<String, String> tool : shortNames.entrySet()) {
      try (WarehouseFixture warehouse = new WarehouseFixture()) {
        warehouse.deploy(
            "a", null, "a-1", START, "NO_EFFECT", "'%s' AS tool".formatted(tool.getKey()));

        assertThat(warehouse.deploys("a").getFirst().shortTool()).isEqualTo(tool.getValue());
      }
    }
  }
}
