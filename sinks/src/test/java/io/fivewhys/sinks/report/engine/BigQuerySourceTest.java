// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fivewhys.sinks.report.engine.WarehouseReader.WarehouseReadException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BigQuerySourceTest {

  private static final long MOST_BYTES = 500 << 20;

  private static final String SCHEMA =
      """
      [{"name":"name","type":"STRING"},{"name":"number","type":"INTEGER"},
       {"name":"share","type":"FLOAT"},{"name":"over","type":"BOOLEAN"},
       {"name":"at","type":"TIMESTAMP"},
       {"name":"buckets","type":"RECORD","mode":"REPEATED","fields":[
         {"name":"bucket","type":"INTEGER"},{"name":"count","type":"INTEGER"}]},
       {"name":"names","type":"STRING","mode":"REPEATED"}]
      """;

  private static final String VALUES =
      """
      [{"f":[{"v":"a"},{"v":"7"},{"v":"0.5"},{"v":"true"},{"v":"1.781442000123456E9"},
        {"v":[{"v":{"f":[{"v":"3"},{"v":"4"}]}},{"v":{"f":[{"v":"5"},{"v":null}]}}]},
        {"v":[{"v":"x"}]}]}]
      """;

  private static final String NULLS =
      """
      [{"f":[{"v":null},{"v":null},{"v":"NaN"},{"v":null},{"v":null},{"v":[]},{"v":[]}]}]
      """;

  private MemoryBigQuery bigQuery;
  private BigQuerySource source;

  @BeforeEach
  void start() throws Exception {
    bigQuery = new MemoryBigQuery(SCHEMA, List.of(VALUES, NULLS));
    source = open(Duration.ofHours(1));
  }

  @AfterEach
  void stop() {
    bigQuery.close();
  }

  private BigQuerySource open(Duration look) {
    return BigQuerySource.open("acme.fivewhys", "EU", bigQuery.endpoint(), MOST_BYTES, look);
  }

  @Test
  void values_are_those_that_duckdb_gives() {
    List<WarehouseRow> rows = read(source, "SELECT 1");

    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().values())
        .containsExactly(
            "a",
            7L,
            0.5,
            true,
            1_781_442_000_123_456L,
            List.of(List.of(3L, 4L), Arrays.asList(5L, null)),
            List.of("x"));
    WarehouseRow nulls = rows.getLast();
    assertThat(nulls.textOrNull("name")).isNull();
    assertThat(nulls.numberOrNull("at")).isNull();
    assertThat(nulls.fractionOrNull("share")).isNull();
    assertThat(nulls.list("buckets")).isEmpty();
  }

  @Test
  void a_query_is_bounded_and_what_is_asked_for_is_bound() {
    try (WarehouseReader reader = source.reader()) {
      reader.rows(
          "SELECT {whys}, {bucket} FROM {dataset}.service_minutes{unnested} WHERE a = ? AND b = ?",
          "x' OR ''='",
          Instant.parse("2026-06-14T13:00:00.000001Z"));
    }

    JsonNode query = bigQuery.queries.getFirst();
    assertThat(query.get("query").textValue())
        .startsWith("SELECT ARRAY(")
        .endsWith(
            ", each.bucket, each.count FROM `acme`.`fivewhys`.service_minutes, UNNEST(latency_histogram) AS each WHERE a = ? AND b = ?");
    assertThat(query.get("maximumBytesBilled").asLong()).isEqualTo(MOST_BYTES);
    assertThat(query.get("useQueryCache").booleanValue()).isTrue();
    assertThat(query.get("useLegacySql").booleanValue()).isFalse();
    assertThat(query.get("location").textValue()).isEqualTo("EU");
    assertThat(query.get("labels")).hasToString("{\"fivewhys\":\"report\"}");
    assertThat(query.get("jobTimeoutMs").asLong()).isPositive();
    assertThat(query.at("/queryParameters/0/parameterValue/value").textValue())
        .isEqualTo("x' OR ''='");
    assertThat(query.at("/queryParameters/1/parameterType/type").textValue())
        .isEqualTo("TIMESTAMP");
    assertThat(query.at("/queryParameters/1/parameterValue/value").textValue())
        .startsWith("2026-06-14 13:00:00.000001");
  }

  @Test
  void whether_rows_came_in_costs_no_query() {
    BigQuerySource always = open(Duration.ZERO);
    try (WarehouseReader reader = always.reader()) {
      String version = reader.version();

      assertThat(reader.version()).isEqualTo(version);
      bigQuery.modified++;
      assertThat(reader.version()).isNotEqualTo(version);
    }
    assertThat(bigQuery.queries).isEmpty();
  }

  @Test
  void a_small_answer_is_asked_for_once_until_rows_come_in() {
    BigQuerySource always = open(Duration.ZERO);

    List<WarehouseRow> first = read(always, "SELECT 1");
    assertThat(read(always, "SELECT 1")).isEqualTo(first);
    assertThat(bigQuery.queries).hasSize(1);
    read(always, "SELECT 1", "other");
    assertThat(bigQuery.queries).hasSize(2);
    bigQuery.modified++;
    read(always, "SELECT 1");
    assertThat(bigQuery.queries).hasSize(3);
  }

  @Test
  void a_large_answer_is_not_kept() throws Exception {
    String rows =
        IntStream.range(0, 300)
            .mapToObj(i -> "{\"f\":[{\"v\":\"%d\"}]}".formatted(i))
            .collect(Collectors.joining(",", "[", "]"));
    try (MemoryBigQuery large =
        new MemoryBigQuery("[{\"name\":\"n\",\"type\":\"INTEGER\"}]", List.of(rows, rows))) {
      BigQuerySource source =
          BigQuerySource.open("acme.fivewhys", "", large.endpoint(), MOST_BYTES);

      assertThat(read(source, "SELECT n")).hasSize(600);
      assertThat(read(source, "SELECT n")).hasSize(600);
      assertThat(large.queries).hasSize(2);
    }
  }

  @Test
  void a_query_over_the_limit_says_what_to_do() {
    bigQuery.refusal =
        """
        {"error":{"code":400,"message":"Query exceeded limit for bytes billed",
          "errors":[{"reason":"bytesBilledLimitExceeded","message":"Query exceeded limit"}]}}
        """;

    assertThatThrownBy(() -> read(source, "SELECT 1"))
        .isInstanceOf(WarehouseReadException.class)
        .hasMessageContaining("report.most_bytes (500 MiB)");
  }

  @Test
  void faults_say_what_to_grant_or_do() {
    assertThat(fault(403, "accessDenied"))
        .contains(
            "grant roles/bigquery.dataViewer on dataset acme.fivewhys and roles/bigquery.jobUser on project acme");
    assertThat(fault(404, "notFound")).contains("./fivewhys warehouse plan");
    assertThat(fault(401, "authError")).contains("gcloud auth application-default login");
    assertThat(fault(403, "quotaExceeded")).contains("a quota of project acme is used up");
    assertThat(fault(403, "accessNotConfigured")).contains("gcloud services enable");
    assertThat(fault(400, "invalidQuery")).contains("BigQuery refuses the query");
    assertThat(fault(0, "")).contains("not reached");
    assertThat(fault(400, "stopped")).contains("took too long");
  }

  private static String fault(int code, String reason) {
    return String.valueOf(
        BigQueryReadFault.of(
                code, reason, "said so", "acme.fivewhys", MOST_BYTES, new RuntimeException())
            .getMessage());
  }

  private static List<WarehouseRow> read(BigQuerySource source, String sql, Object... parameters) {
    List<WarehouseRow> rows = new ArrayList<>();
    try (WarehouseReader reader = source.reader()) {
      reader.forEach(sql, rows::add, parameters);
    }
    return rows;
  }
}
