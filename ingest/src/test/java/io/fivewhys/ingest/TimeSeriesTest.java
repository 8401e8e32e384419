// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ComponentKind;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Answers of the Monitoring API, as somebody saved them, beside log entries. */
class TimeSeriesTest {

  private static final String UTILIZATIONS =
      """
      {"metric":{"type":"vpcaccess.googleapis.com/connector/cpu/utilizations"},
       "resource":{"type":"vpc_access_connector",
         "labels":{"project_id":"acme-prod","location":"us-central1","connector_name":"main-vpc"}},
       "metricKind":"GAUGE","valueType":"DISTRIBUTION","unit":"10^2.%",
       "points":[
         {"interval":{"startTime":"2026-09-16T01:43:00Z","endTime":"2026-09-16T01:43:00Z"},
          "value":{"distributionValue":{"count":"3","mean":0.97,"bucketCounts":["0","3"]}}},
         {"interval":{"startTime":"2026-09-16T01:42:00Z","endTime":"2026-09-16T01:42:00Z"},
          "value":{"distributionValue":{"count":"3","mean":0.42}}}]}
      """;

  private final InMemoryEventLog log = new InMemoryEventLog();

  @Test
  void each_point_of_an_answer_is_a_sample_of_its_component() throws IOException {
    IngestCounts counts = ingest("{\"timeSeries\":[" + UTILIZATIONS + "],\"unit\":\"10^2.%\"}");

    assertThat(counts.read()).isEqualTo(2);
    assertThat(counts.accepted()).isEqualTo(2);
    PlatformEvent event = log.events().get(0).decoded();
    assertThat(event.getProject()).isEqualTo("acme-prod");
    assertThat(event.getLocation()).isEqualTo("us-central1");
    assertThat(event.getComponentKind()).isEqualTo(ComponentKind.VPC_CONNECTOR);
    assertThat(event.getComponent()).isEqualTo("main-vpc");
    assertThat(event.getEventTime()).isEqualTo(1_789_522_980_000_000_000L);
    assertThat(event.getBody())
        .isEqualTo(
            new MetricSample(
                "vpcaccess.googleapis.com/connector/cpu/utilizations", 0.97, Map.of("count", "3")));
  }

  @Test
  void arrays_and_lines_of_series_are_read_among_entries() throws IOException {
    assertThat(ingest("[" + UTILIZATIONS + "]").accepted()).isEqualTo(2);
    assertThat(ingest(UTILIZATIONS.replace("\n", "") + "\n" + UTILIZATIONS).accepted())
        .isEqualTo(4);
  }

  @Test
  void an_empty_answer_is_nothing() throws IOException {
    assertThat(ingest("{\"timeSeries\":[],\"unit\":\"1\"}").read()).isZero();
    assertThat(ingest("{\"unit\":\"1\"}").read()).isZero();
  }

  @Test
  void the_same_point_has_the_same_id_however_it_comes() throws IOException {
    ingest("[" + UTILIZATIONS + "]");
    ingest(UTILIZATIONS.replaceFirst("\\{\"interval\"[\\s\\S]*?\\}\\}\\},", "").replace("\n", " "));

    List<Long> ids = log.events().stream().map(e -> e.decoded().getDedupId()).toList();
    assertThat(ids).hasSize(3);
    assertThat(ids.get(2)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(0));
    assertThat(log.events().get(2).decoded()).isEqualTo(log.events().get(1).decoded());
  }

  @Test
  void a_delta_says_over_how_many_seconds() throws IOException {
    ingest(
        series(
            "vpcaccess.googleapis.com/connector/sent_bytes_count",
            "\"metricKind\":\"DELTA\",\"valueType\":\"INT64\",\"unit\":\"By\"",
            "{\"int64Value\":\"6000000000\"}"));

    assertThat(body())
        .isEqualTo(
            new MetricSample(
                "vpcaccess.googleapis.com/connector/sent_bytes_count",
                6e9,
                Map.of("seconds", "60")));
  }

  @Test
  void a_percentage_becomes_a_fraction() throws IOException {
    ingest(
        series(
            "vpcaccess.googleapis.com/connector/cpu/utilizations",
            "\"unit\":\"%\"",
            "{\"doubleValue\":97}"));

    assertThat(body().getValue()).isEqualTo(0.97);
  }

  @Test
  void a_database_goes_by_its_name_and_keeps_the_metrics_own_labels() throws IOException {
    ingest(
        """
        {"metric":{"type":"cloudsql.googleapis.com/database/postgresql/num_backends","labels":{"database":"orders"}},
         "resource":{"type":"cloudsql_database","labels":{"project_id":"acme-prod","region":"us-central1","database_id":"acme-prod:main"}},
         "points":[{"interval":{"endTime":"2026-09-16T01:43:00Z"},"value":{"int64Value":"97"}}]}
        """);

    PlatformEvent event = log.events().get(0).decoded();
    assertThat(event.getComponentKind()).isEqualTo(ComponentKind.CLOUD_SQL_INSTANCE);
    assertThat(event.getComponent()).isEqualTo("main");
    assertThat(event.getLocation()).isEqualTo("us-central1");
    assertThat(body().getLabels()).isEqualTo(Map.of("database", "orders"));
  }

  @Test
  void what_is_no_number_time_or_known_resource_is_accounted_for() throws IOException {
    String odd =
        series("m", "\"unit\":\"1\"", "{\"stringValue\":\"a\"}")
            + series("m", "\"unit\":\"1\"", "{\"distributionValue\":{\"count\":\"0\"}}")
            + series("m", "\"unit\":\"1\"", "{\"doubleValue\":\"NaN\"}")
            + UTILIZATIONS.replace("2026-09-16T01:43:00Z", "yesterday")
            + UTILIZATIONS.replace("vpc_access_connector", "gce_instance")
            + UTILIZATIONS.replace("main-vpc", "")
            + UTILIZATIONS.replaceAll("\"points\":[\\s\\S]*", "\"points\":[]}")
            + UTILIZATIONS.replace("acme-prod", "acme prod/x");

    IngestCounts counts = ingest(odd);

    assertThat(counts.rejectedByReason())
        .isEqualTo(
            Map.of("bad_point", 2L, "bad_timestamp", 1L, "no_component", 1L, "bad_identity", 2L));
    assertThat(counts.ignoredByReason())
        .isEqualTo(
            Map.of("empty_distribution", 1L, "resource_type:gce_instance", 1L, "no_points", 1L));
    assertThat(counts.read())
        .isEqualTo(counts.accepted() + counts.ignored() + counts.rejected())
        .isEqualTo(10);
  }

  private static String series(String metric, String members, String value) {
    return """
    {"metric":{"type":"%s"},"resource":{"type":"vpc_access_connector","labels":{"project_id":"acme-prod","location":"us-central1","connector_name":"main-vpc"}},%s,
     "points":[{"interval":{"startTime":"2026-09-16T01:42:00Z","endTime":"2026-09-16T01:43:00Z"},"value":%s}]}
    """
        .formatted(metric, members, value);
  }

  private MetricSample body() {
    return (MetricSample) log.events().get(0).decoded().getBody();
  }

  private IngestCounts ingest(String text) throws IOException {
    try (Ingestor ingestor = new Ingestor(Settings.defaults(), log, 1)) {
      return ingestor.ingest(
          "test", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
