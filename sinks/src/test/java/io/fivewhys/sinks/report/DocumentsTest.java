// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class DocumentsTest {

  private static final long START = WarehouseFixture.START;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void the_overview_holds_what_the_warehouse_holds() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      JsonNode overview = read(warehouse, "overview");

      assertThat(overview.at("/range/from").longValue()).isEqualTo(START * 60_000);
      assertThat(overview.at("/range/to").longValue()).isEqualTo((START + 60) * 60_000);
      assertThat(names(overview.get("services")))
          .containsExactly("catalog", "checkout", "gateway", "reports");
      for (JsonNode service : overview.get("services")) {
        String name = service.get("name").textValue();
        assertThat(service.at("/total/requests").longValue())
            .as(name)
            .isEqualTo(sum(warehouse, "requests", name));
        assertThat(service.at("/total/errors5xx").longValue())
            .isEqualTo(sum(warehouse, "errors_5xx", name));
        assertThat(total(service.get("spark"), "requests"))
            .isEqualTo(sum(warehouse, "requests", name));
        assertThat(service.get("state").textValue())
            .isEqualTo(warehouse.service(name).health().state().name().toLowerCase(Locale.ROOT));
      }
      JsonNode catalog = overview.at("/services/0");
      Latency latency = warehouse.service("catalog").total().latency();
      assertThat(catalog.at("/total/p95").doubleValue())
          .isCloseTo(latency.p95(), withPercentage(0.1));
      assertThat(catalog.at("/budget/left").doubleValue()).isEqualTo(1);
      JsonNode checkout = overview.at("/services/1");
      double errors = sum(warehouse, "errors_5xx", "checkout");
      double requests = sum(warehouse, "requests", "checkout");
      assertThat(checkout.at("/budget/left").doubleValue())
          .isCloseTo(1 - errors / requests / 0.01, withPercentage(1));
      assertThat(overview.at("/coverage/gaps")).isEmpty();
      assertThat(overview.get("rejections")).hasSize(2);
    }
  }

  @Test
  void the_heat_counts_every_latency_once_in_few_bins() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      SplittableRandom random = new SplittableRandom(3);
      long requests = 0;
      for (long minute = START; minute < START + 2_000; minute += 1 + random.nextInt(3)) {
        warehouse.minute(
            "a", "a-1", minute, 0, Map.of(Math.exp(random.nextDouble(-5, 12)), 3L, 0.0, 1L));
        requests += 4;
      }

      JsonNode document = read(warehouse, "service/acme-prod/us-central1/a", START, START + 2_000);

      JsonNode heat = document.get("heat");
      assertThat(document.get("step").intValue()).isEqualTo(5);
      assertThat(heat.get("bins").size()).isBetween(20, Heat.MAX_BINS);
      assertThat(heat.at("/bins/0").doubleValue()).isZero();
      assertThat(heat.get("runs")).isEqualTo(document.at("/series/runs"));
      long counted = 0;
      for (int i = 2; i < heat.get("counts").size(); i += 3) {
        counted += heat.get("counts").get(i).longValue();
      }
      assertThat(counted).isEqualTo(requests);
    }
  }

  @Test
  void a_range_holds_its_minutes_and_no_others() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      JsonNode document =
          read(warehouse, "service/acme-prod/us-central1/checkout", START + 10, START + 20);

      long tenMinutes =
          sum(
              warehouse,
              "requests",
              "checkout' AND epoch(window_start) // 60 BETWEEN %d AND %d AND '' = '"
                  .formatted(START + 10, START + 19));
      assertThat(document.at("/range/from").longValue()).isEqualTo((START + 10) * 60_000);
      assertThat(document.at("/series/runs")).hasToString("[" + (START + 10) + ",10]");
      assertThat(document.at("/total/requests").longValue()).isEqualTo(tenMinutes);
      assertThat(
              read(warehouse, "overview", START + 10, START + 20)
                  .at("/services/1/total/requests")
                  .longValue())
          .isEqualTo(tenMinutes);
    }
  }

  @Test
  void what_ends_now_ends_at_the_newest_minute_however_wide_slots_are() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      long day = Math.ceilDiv(START, 1_440) * 1_440;
      for (long minute : new long[] {day - 200 * 1_440, day - 2 * 1_440, day, day + 10}) {
        warehouse.minute("a", "a-1", minute, 1, Map.of(5.0, 100L));
      }
      warehouse.deploy("a", "a-1", "a-2", day - 60, "NO_EFFECT", "");
      long from = day - 200 * 1_440 + 7;

      JsonNode overview = read(warehouse, "overview", from, day + 11);
      JsonNode service = read(warehouse, "service/acme-prod/us-central1/a", from, day + 11);

      assertThat(overview.get("step").intValue()).isGreaterThan(1_440);
      assertThat(overview.get("range"))
          .hasToString("{\"from\":%d,\"to\":%d}".formatted(from * 60_000, (day + 11) * 60_000));
      assertThat(overview.at("/services/0/budget/burn1h").doubleValue()).isEqualTo(1);
      assertThat(overview.at("/services/0/total/requests").intValue()).isEqualTo(300);
      assertThat(total(overview.at("/services/0/spark"), "requests")).isEqualTo(300);
      assertThat(overview.get("changes")).hasSize(1);
      assertThat(service.get("range")).isEqualTo(overview.get("range"));
      assertThat(total(service.get("series"), "requests")).isEqualTo(300);
    }
  }

  @Test
  void a_range_outside_of_all_that_there_is_is_empty() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      JsonNode overview = read(warehouse, "overview", START + 1_000_000, START + 1_000_100);
      JsonNode service =
          read(warehouse, "service/acme-prod/us-central1/checkout", START - 900, START - 800);

      assertThat(names(overview.get("services"))).contains("checkout");
      assertThat(overview.at("/services/1/state").textValue()).isEqualTo("quiet");
      assertThat(service.at("/series/runs")).isEmpty();
    }
  }

  @Test
  void an_incident_comes_with_its_steps_and_what_was_around_it() throws Exception {
    try (WarehouseFixture warehouse = incident()) {
      JsonNode incident = read(warehouse, "incident/3f2a9c");

      assertThat(incident.get("status").textValue()).isEqualTo("RESOLVED");
      assertThat(incident.at("/whys/0/evidence/0/at").longValue())
          .isEqualTo(Instant.parse("2026-03-01T10:00:03Z").toEpochMilli());
      assertThat(incident.get("steps")).hasSize(2);
      assertThat(incident.at("/steps/0/status").textValue()).isEqualTo("OPENED");
      assertThat(incident.at("/range/from").longValue())
          .as("half an hour before it began")
          .isEqualTo(Instant.parse("2026-03-01T09:29:00Z").toEpochMilli());
      assertThat(incident.at("/range/to").longValue())
          .isEqualTo(Instant.parse("2026-03-01T10:44:00Z").toEpochMilli());
      assertThat(names(incident.get("series"))).containsExactly("checkout");
      assertThat(total(incident.at("/series/0/series"), "requests")).isEqualTo(7);
      assertThat(incident.at("/deploys/0/to").textValue()).isEqualTo("checkout-2");
      assertThat(incident.at("/graph/edges"))
          .hasToString(
              "[{\"from\":{\"kind\":\"CLOUD_RUN_SERVICE\",\"name\":\"checkout\"},"
                  + "\"to\":{\"kind\":\"CLOUD_SQL_INSTANCE\",\"name\":\"orders-db\"},"
                  + "\"signals\":[\"SQL_CONNECT_TIMEOUT\",\"SQL_SLOTS\"],\"failures\":9}]");
      assertThat(incident.at("/graph/nodes/1/role").textValue()).isEqualTo("cause");
    }
  }

  @Test
  void lists_of_incidents_hold_those_of_the_range_and_of_the_service() throws Exception {
    try (WarehouseFixture warehouse = incident()) {
      long minute = Instant.parse("2026-03-01T10:00:00Z").getEpochSecond() / 60;

      assertThat(read(warehouse, "overview", minute, minute + 20).get("incidents")).hasSize(1);
      assertThat(read(warehouse, "overview", minute, minute + 20).get("totalIncidents").intValue())
          .isEqualTo(1);
      assertThat(read(warehouse, "overview", minute - 30, minute).get("incidents")).isEmpty();
      JsonNode checkout =
          read(warehouse, "service/acme-prod/us-central1/checkout", minute, minute + 20);
      assertThat(checkout.at("/incidents/0/id").textValue()).isEqualTo("3f2a9c");
      assertThat(
              read(warehouse, "service/acme-prod/us-central1/other", minute, minute + 20)
                  .get("incidents"))
          .isEmpty();
    }
  }

  @Test
  void gaps_are_those_in_which_no_service_was_heard_of() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      for (long minute : new long[] {0, 1, 2, 7, 30}) {
        warehouse.minute("a", "a-1", START + minute, 0, Map.of(5.0, 1L));
      }
      warehouse.minute("b", "b-1", START + 12, 0, Map.of(5.0, 1L));

      assertThat(read(warehouse, "overview").at("/coverage/gaps"))
          .hasToString(
              "[{\"from\":%d,\"to\":%d}]".formatted((START + 13) * 60_000, (START + 30) * 60_000));
    }
  }

  @Test
  void a_range_begins_and_ends_with_gaps_too() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      for (long minute : new long[] {0, 20, 22, 60}) {
        warehouse.minute("a", "a-1", START + minute, 0, Map.of(5.0, 1L));
      }

      assertThat(gaps(warehouse, 5, 40)).isEqualTo("5-20 23-40");
      assertThat(gaps(warehouse, 16, 27)).as("four minutes are no gap").isEmpty();
      assertThat(gaps(warehouse, 15, 28)).isEqualTo("15-20 23-28");
      assertThat(gaps(warehouse, 30, 50)).as("nothing at all").isEqualTo("30-50");
      assertThat(gaps(warehouse, 30, 90)).as("to the end of what there is").isEqualTo("30-60");
      assertThat(gaps(warehouse, 200, 300)).as("where nothing can be").isEmpty();
    }
  }

  private static String gaps(WarehouseFixture warehouse, long from, long to) throws Exception {
    JsonNode gaps = read(warehouse, "coverage", START + from, START + to).get("gaps");
    return StreamSupport.stream(gaps.spliterator(), false)
        .map(gap ->
            (gap.get("from").longValue() / 60_000 - START)
                + "-"
                + (gap.get("to").longValue() / 60_000 - START))
        .collect(Collectors.joining(" "));
  }

  @Test
  void unknown_paths_are_no_documents() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse();
        WarehouseReader reader = warehouse.reader()) {
      for (String path :
          List.of(
              "",
              "/",
              "overview/",
              "overview/x",
              "service/a/b",
              "service/a/b/c/d",
              "service/acme-prod/us-central1/nope",
              "service/acme-prod/us-central1/checkout'--",
              "service/acme-prod/us-central1/%",
              "service/acme-prod/us-central1/%zz",
              "service/acme-prod/us-central1/%ff",
              "service/acme-prod//checkout",
              "incident/",
              "incident/%00",
              "incident/" + "x".repeat(5_000),
              "../overview",
              "tables")) {
        assertThat(Documents.DEFAULT.read(reader, path, AskedRange.OPEN, null)).as(path).isEmpty();
      }
    }
  }

  @Test
  void hostile_texts_stay_inside_the_documents() throws Exception {
    String text = "</script><script>alert(1)</script>\u2028<!--&" + "x".repeat(100_000);
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.minute(text, text, START, 0, Map.of(5.0, 1L));
      warehouse.signature(text, text, START, "id", text, 1);
      Escalation hostile = Escalations.hostile(text);
      hostile.setIncidentId("<b>");
      warehouse.escalation(hostile);
      try (WarehouseReader reader = warehouse.reader()) {
        Map<String, String> documents = Documents.DEFAULT.all(reader, AskedRange.OPEN);

        assertThat(documents.keySet())
            .anyMatch(path -> path.equals("overview"))
            .anyMatch(path -> path.equals("incident/%3Cb%3E"));
        documents.forEach((path, json) -> {
          assertThat(json).doesNotContain("<", ">", "&", "\u2028");
          if (path.startsWith("incident")) {
            assertThat(json.length()).isLessThan(60_000);
          }
        });
      }
    }
  }

  @Test
  void a_page_of_one_file_holds_each_service_that_its_overview_names() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      // Given a service that was last heard of ten days before the range, within the budget's
      // period
      warehouse.minute("silent", "s-1", START - 14_400, 0, Map.of(5.0, 1L));
      warehouse.minute("heard", "h-1", START, 0, Map.of(5.0, 1L));
      AskedRange today =
          new AskedRange(OptionalLong.of((START - 60) * 60_000), OptionalLong.empty());

      try (WarehouseReader reader = warehouse.reader()) {
        Map<String, String> documents = Documents.DEFAULT.all(reader, today);

        assertThat(documents.get("overview")).contains("\"silent\"", "\"heard\"");
        assertThat(documents)
            .containsKeys(
                "service/acme-prod/us-central1/silent", "service/acme-prod/us-central1/heard");
      }
    }
  }

  @Test
  void the_same_rows_in_any_order_give_the_same_bytes() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse();
        WarehouseFixture shuffled = Incident.warehouse()) {
      for (String table :
          List.of("service_minutes", "error_signatures", "revision_changes", "rejected_entries")) {
        shuffled.run(
            "CREATE TABLE t AS SELECT * FROM %1$s ORDER BY hash(%1$s); TRUNCATE %1$s; INSERT INTO %1$s FROM t; DROP TABLE t"
                .formatted(table));
      }
      try (WarehouseReader one = warehouse.reader();
          WarehouseReader other = shuffled.reader()) {
        assertThat(Documents.DEFAULT.all(other, AskedRange.OPEN))
            .isEqualTo(Documents.DEFAULT.all(one, AskedRange.OPEN));
      }
    }
  }

  @Test
  void an_empty_warehouse_has_an_empty_overview() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      JsonNode overview = read(warehouse, "overview");

      assertThat(overview.get("services")).isEmpty();
      assertThat(overview.at("/coverage/newest").isNull()).isTrue();
    }
  }

  private static WarehouseFixture incident() {
    WarehouseFixture warehouse = new WarehouseFixture();
    warehouse.escalation(Escalations.opened());
    warehouse.escalation(Escalations.resolved());
    long minute = Instant.parse("2026-03-01T10:00:00Z").getEpochSecond() / 60;
    warehouse.minute("checkout", "checkout-2", minute, 1, Map.of(5.0, 7L));
    warehouse.minute("other", "other-1", minute, 0, Map.of(5.0, 2L));
    warehouse.deploy("checkout", "checkout-1", "checkout-2", minute, "REGRESSION", "");
    warehouse.deploy("other", "other-0", "other-1", minute, "NO_EFFECT", "");
    for (String said :
        List.of(
            "'CLOUD_SQL_INSTANCE', 'orders-db', 'checkout', 'SQL_CONNECT_TIMEOUT', 4",
            "'CLOUD_SQL_INSTANCE', 'orders-db', 'checkout', 'SQL_SLOTS', 5",
            "'CLOUD_SQL_INSTANCE', 'orders-db', '', 'SQL_SLOTS', 50",
            "'REDIS_INSTANCE', 'cache', 'other', 'REDIS_TIMEOUT', 6")) {
      warehouse.run(
          """
          INSERT INTO dependency_minutes BY NAME
          SELECT 'acme-prod' AS project, 'us-central1' AS location, make_timestamp(%d) AS window_start,
            '' AS caller_revision, '' AS detail, v.*
          FROM (VALUES (%s)) v(component_kind, component, caller, signal, count)
          """
              .formatted(minute * 60_000_000, said));
    }
    return warehouse;
  }

  private static JsonNode read(WarehouseFixture warehouse, String path) throws Exception {
    return read(warehouse, path, AskedRange.OPEN);
  }

  private static JsonNode read(WarehouseFixture warehouse, String path, long from, long to)
      throws Exception {
    return read(
        warehouse,
        path,
        new AskedRange(OptionalLong.of(from * 60_000), OptionalLong.of(to * 60_000)));
  }

  private static JsonNode read(WarehouseFixture warehouse, String path, AskedRange range)
      throws Exception {
    try (WarehouseReader reader = warehouse.reader()) {
      Optional<String> document = Documents.DEFAULT.read(reader, path, range, null);
      return JSON.readTree(document.orElseThrow());
    }
  }

  private static List<String> names(JsonNode services) {
    return StreamSupport.stream(services.spliterator(), false)
        .map(service -> service.get("name").textValue())
        .toList();
  }

  private static long total(JsonNode series, String column) {
    return LongStream.range(0, series.path(column).size())
        .map(i -> series.path(column).get((int) i).longValue())
        .sum();
  }

  private static long sum(WarehouseFixture warehouse, String column, String service)
      throws Exception {
    try (Statement statement = warehouse.connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT SUM(%s)::BIGINT FROM service_minutes WHERE service = '%s'"
                    .formatted(column, service))) {
      row.next();
      return row.getLong(1);
    }
  }
}
