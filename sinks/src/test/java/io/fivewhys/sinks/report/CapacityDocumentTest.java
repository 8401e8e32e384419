// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.io.StringWriter;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class CapacityDocumentTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A Wednesday; eight weeks later is one, too. */
  private static final Instant FIRST = Instant.parse("2026-03-04T15:00:00Z");

  private static final int HOURS = 8 * 7 * 24;
  private static final Instant END = FIRST.plus(Duration.ofHours(HOURS));

  /** The last whole week, and the one before it. */
  private static final Instant MONDAY = Instant.parse("2026-04-20T00:00:00Z");

  private static final String SHARES =
      """
      'flag max_connections' AS limit_from, 2 AS samples,
      [{'service': 'checkout', 'revision': 'checkout-2', 'instances': 40, 'each': 10.0,
        'amount': 400.0, 'known_from': 'maxScale, DB_POOL_SIZE'},
       {'service': 'catalog', 'revision': '', 'instances': 24, 'each': 5.0,
        'amount': 120.0, 'known_from': 'maxScale, assumed'}] AS shares\
      """;

  @Test
  void what_is_full_comes_first_then_what_will_be() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode document = read(warehouse, AskedRange.OPEN);

      assertThat(document.at("/range/from").longValue()).isEqualTo(FIRST.toEpochMilli());
      assertThat(document.at("/range/to").longValue()).isEqualTo(END.toEpochMilli());
      assertThat(document.get("step").intValue()).isEqualTo(1_440);
      assertThat(texts(document.get("resources"), "resource", "component"))
          .containsExactly(
              "SQL_CONNECTION_BUDGET orders-db",
              "CONNECTOR_THROUGHPUT egress",
              "INSTANCES checkout",
              "MEMORY checkout",
              "CONNECTOR_CPU egress",
              "CONCURRENT_REQUESTS checkout",
              "SQL_CONNECTIONS orders-db",
              "CPU checkout",
              "INSTANCES batch",
              "MEMORY_EXITS checkout",
              "INSTANCES young");
      assertThat(texts(document.get("resources"), "state"))
          .containsExactly(
              "full", "room", "tight", "tight", "tight", "tight", "room", "room", "unknown",
              "unknown", "unknown");
      assertThat(texts(document.get("resources"), "unit"))
          .containsExactly(
              "connections",
              "bits/s",
              "instances",
              "fraction",
              "fraction",
              "requests",
              "connections",
              "fraction",
              "instances",
              "exits",
              "instances");
    }
  }

  @Test
  void slots_hold_what_the_warehouse_holds() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      for (AskedRange asked :
          List.of(
              AskedRange.OPEN,
              asked(END.minus(Duration.ofDays(14)), END),
              asked(END.minus(Duration.ofHours(30)), END.minus(Duration.ofHours(3))))) {
        JsonNode document = read(warehouse, asked);
        long step = document.get("step").longValue() * 60_000;
        for (JsonNode resource : document.get("resources")) {
          for (int i = 0; i < resource.get("at").size(); i++) {
            long at = resource.get("at").get(i).longValue();
            long until = Math.min(at + step, document.at("/range/to").longValue());
            boolean adds = resource.get("resource").textValue().equals("MEMORY_EXITS");
            assertThat(resource.get("peaks").get(i).doubleValue())
                .as("%s at %d", resource.get("resource"), at)
                .isCloseTo(
                    of(warehouse, adds ? "SUM(mean * samples)" : "MAX(peak)", resource, at, until),
                    withPercentage(0.1));
            assertThat(resource.get("means").get(i).doubleValue())
                .isCloseTo(of(warehouse, "AVG(mean)", resource, at, until), withPercentage(0.1));
          }
          assertThat(resource.get("peaks").size()).isEqualTo(resource.get("at").size());
        }
      }
    }
  }

  @Test
  void slots_are_hours_in_a_fortnight_and_days_beyond() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode fortnight = read(warehouse, asked(END.minus(Duration.ofDays(14)), END));
      JsonNode more = read(warehouse, asked(END.minus(Duration.ofHours(14 * 24 + 1)), END));

      assertThat(fortnight.get("step").intValue()).isEqualTo(60);
      assertThat(resource(fortnight, "INSTANCES", "checkout").get("at")).hasSize(14 * 24);
      assertThat(more.get("step").intValue()).isEqualTo(1_440);
      assertThat(resource(more, "INSTANCES", "checkout").get("at")).hasSize(15);
    }
  }

  @Test
  void what_rises_is_told_when_it_is_at_its_limit() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode throughput =
          resource(read(warehouse, AskedRange.OPEN), "CONNECTOR_THROUGHPUT", "egress");
      JsonNode forecast = throughput.get("forecast");

      assertThat(throughput.get("limit").longValue()).isEqualTo(300_000_000);
      assertThat(throughput.get("limitFrom").textValue()).isEqualTo("2 to 3 instances of e2-micro");
      assertThat(forecast.get("outcome").textValue()).isEqualTo("RISING");
      assertThat(forecast.get("slopePerDay").doubleValue()).isCloseTo(2e6, withPercentage(10));
      assertThat(forecast.get("slopeLow").doubleValue()).isLessThan(2e6);
      assertThat(forecast.get("slopeHigh").doubleValue()).isGreaterThan(2e6);
      // 212 of 300 Mbps by now, 2 more a day.
      assertThat(forecast.get("days").doubleValue()).isCloseTo(44, within(5.0));
      assertThat(forecast.get("earliest").doubleValue())
          .isLessThanOrEqualTo(forecast.get("days").doubleValue());
      assertThat(forecast.get("latest").doubleValue())
          .isGreaterThanOrEqualTo(forecast.get("days").doubleValue());
      assertThat(forecast.get("points").size()).isBetween(100, 120);
      for (JsonNode point : forecast.get("points")) {
        assertThat(point.get(0).longValue())
            .isGreaterThanOrEqualTo(END.toEpochMilli() - 86_400_000);
        assertThat(point.get(1).doubleValue())
            .isBetween(point.get(2).doubleValue(), point.get(3).doubleValue());
      }
    }
  }

  @Test
  void what_does_not_rise_and_what_is_too_young_say_so() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode document = read(warehouse, AskedRange.OPEN);

      assertThat(
              resource(document, "SQL_CONNECTION_BUDGET", "orders-db")
                  .at("/forecast/outcome")
                  .textValue())
          .isEqualTo("NO_TREND");
      assertThat(resource(document, "INSTANCES", "checkout").at("/forecast/outcome").textValue())
          .isEqualTo("NO_TREND");
      JsonNode young = resource(document, "INSTANCES", "young").get("forecast");
      assertThat(young.get("outcome").textValue()).isEqualTo("NOT_ENOUGH_DATA");
      assertThat(young.get("reason").textValue())
          .isEqualTo("not enough data: 10 of the 48 hours it takes");
      assertThat(young.get("days").isNull()).isTrue();
      assertThat(young.get("points")).isEmpty();
    }
  }

  @Test
  void what_is_no_longer_heard_of_is_not_urgent() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      warehouse.capacity(
          "VPC_CONNECTOR", "gone", "CONNECTOR_CPU", FIRST, 21 * 24 + 7, "0.5 + i / 1e3", "1", "");
      JsonNode document = read(warehouse, AskedRange.OPEN);
      JsonNode gone = resource(document, "CONNECTOR_CPU", "gone");

      assertThat(gone.get("state").textValue()).isEqualTo("unknown");
      assertThat(gone.at("/forecast/outcome").textValue()).isEqualTo("NOT_ENOUGH_DATA");
      assertThat(gone.at("/forecast/reason").textValue())
          .isEqualTo("not heard of since 2026-03-25");
      assertThat(gone.at("/forecast/days").isNull()).isTrue();
      assertThat(gone.at("/forecast/earliest").isNull()).isTrue();
    }
  }

  @Test
  void a_limit_of_zero_is_reached_like_any_other() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      warehouse.capacity("CLOUD_RUN_SERVICE", "off", "INSTANCES", FIRST, HOURS, "0", "0", "");
      JsonNode document = read(warehouse, AskedRange.OPEN);
      JsonNode off = resource(document, "INSTANCES", "off");

      assertThat(off.get("state").textValue()).isEqualTo("full");
      assertThat(off.get("use").isNull()).isTrue();
      assertThat(off.at("/forecast/days").intValue()).isZero();
      assertThat(off.at("/forecast/latest").intValue()).isZero();
      assertThat(csv(warehouse, Export.WEEKLY, AskedRange.OPEN))
          .anyMatch(line -> line.contains(",off,") && line.endsWith(",NO_TREND,0.0,0.0,0.0"));
    }
  }

  @Test
  void a_forecast_looks_back_further_than_what_is_shown() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode all = read(warehouse, AskedRange.OPEN);
      JsonNode day = read(warehouse, asked(END.minus(Duration.ofDays(1)), END));

      assertThat(resource(day, "CONNECTOR_THROUGHPUT", "egress").get("forecast"))
          .isEqualTo(resource(all, "CONNECTOR_THROUGHPUT", "egress").get("forecast"));
      assertThat(
              resource(
                      read(warehouse, asked(FIRST, FIRST.plus(Duration.ofHours(40)))),
                      "CONNECTOR_THROUGHPUT",
                      "egress")
                  .at("/forecast/outcome")
                  .textValue())
          .isEqualTo("NOT_ENOUGH_DATA");
    }
  }

  @Test
  void a_budget_names_who_may_open_how_many_and_what_to_do() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode budget =
          resource(read(warehouse, AskedRange.OPEN), "SQL_CONNECTION_BUDGET", "orders-db");

      assertThat(budget.get("use").doubleValue()).isEqualTo(1.04);
      assertThat(budget.get("latest").intValue()).isEqualTo(520);
      assertThat(budget.get("latestAt").longValue()).isEqualTo(END.toEpochMilli() - 3_600_000);
      assertThat(budget.get("shares"))
          .hasToString(
              "[{\"service\":\"checkout\",\"revision\":\"checkout-2\",\"instances\":40,\"each\":10,"
                  + "\"amount\":400,\"knownFrom\":\"maxScale, DB_POOL_SIZE\"},"
                  + "{\"service\":\"catalog\",\"revision\":\"\",\"instances\":24,\"each\":5,"
                  + "\"amount\":120,\"knownFrom\":\"maxScale, assumed\"}]");
      assertThat(texts(budget.get("advice"), "cost")).containsExactly("SAME", "CHEAPER", "DEARER");
      assertThat(budget.at("/advice/0/text").textValue())
          .isEqualTo(
              "Let no pool to orders-db be larger than 7: 64 instances may open 520 connections, and"
                  + " it takes 500");
    }
  }

  @Test
  void a_budget_is_what_may_be_opened_now() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      warehouse.run(
          "UPDATE capacity_samples SET peak = 300 WHERE resource = 'SQL_CONNECTION_BUDGET'"
              + " AND window_start >= TIMESTAMP '%s'"
                  .formatted(END.minus(Duration.ofHours(1)).toString().replace("Z", "")));
      JsonNode budget =
          resource(read(warehouse, AskedRange.OPEN), "SQL_CONNECTION_BUDGET", "orders-db");

      assertThat(budget.get("use").doubleValue()).isEqualTo(0.6);
      assertThat(budget.get("state").textValue()).isEqualTo("room");
      assertThat(budget.at("/forecast/days").isNull()).isTrue();
    }
  }

  @Test
  void advice_stands_where_it_belongs_and_once() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode document = read(warehouse, AskedRange.OPEN);

      assertThat(resource(document, "INSTANCES", "checkout").at("/advice/0/text").textValue())
          .startsWith("Let checkout have 28 instances instead of 20: it peaked at 19;");
      assertThat(resource(document, "MEMORY", "checkout").get("advice"))
          .hasToString(
              "[{\"text\":\"Raise the memory of checkout from 512Mi to 1Gi: entries told 42 times"
                  + " that it ran out\",\"cost\":\"DEARER\"}]");
      assertThat(
              resource(document, "CONCURRENT_REQUESTS", "checkout")
                  .at("/advice/0/text")
                  .textValue())
          .startsWith("Raise the concurrency of checkout from 10 to 20");
      assertThat(
              resource(document, "CONNECTOR_THROUGHPUT", "egress").at("/advice/0/text").textValue())
          .startsWith("Raise the most instances of connector egress from 3 to 4");
      assertThat(resource(document, "CONNECTOR_CPU", "egress").get("advice")).isEmpty();
      assertThat(resource(document, "MEMORY_EXITS", "checkout").get("advice")).isEmpty();
      assertThat(resource(document, "INSTANCES", "batch").get("advice")).isEmpty();
    }
  }

  @Test
  void the_week_is_the_last_one_that_is_whole() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode document = read(warehouse, AskedRange.OPEN);

      long monday = MONDAY.toEpochMilli();
      long week = Duration.ofDays(7).toMillis();
      assertThat(document.get("weeks")).hasSize(10); // of the young one nothing was known by then
      for (JsonNode row : document.get("weeks")) {
        boolean adds = row.get("resource").textValue().equals("MEMORY_EXITS");
        String peak = adds ? "SUM(mean * samples)" : "MAX(peak)";
        assertThat(row.get("week").longValue()).isEqualTo(monday);
        assertThat(row.get("from").longValue()).isEqualTo(monday);
        assertThat(row.get("to").longValue()).isEqualTo(monday + week);
        double now = of(warehouse, peak, row, monday, monday + week);
        double before = of(warehouse, peak, row, monday - week, monday);
        assertThat(row.get("peak").doubleValue()).isCloseTo(now, withPercentage(0.1));
        assertThat(row.get("previousPeak").doubleValue()).isCloseTo(before, withPercentage(0.1));
        assertThat(row.get("change").doubleValue()).isCloseTo(now / before - 1, within(1e-4));
        JsonNode resource =
            resource(document, row.get("resource").textValue(), row.get("component").textValue());
        assertThat(row.get("limit")).isEqualTo(resource.get("limit"));
        assertThat(row.get("outcome")).isEqualTo(resource.at("/forecast/outcome"));
        assertThat(row.get("days")).isEqualTo(resource.at("/forecast/days"));
      }
      assertThat(document.at("/weeks/0/use").doubleValue()).isEqualTo(1.04);
    }
  }

  @Test
  void the_hour_that_ends_a_week_makes_it_whole() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      JsonNode whole = read(warehouse, asked(MONDAY, MONDAY.plus(Duration.ofDays(7))));
      JsonNode almost = read(warehouse, asked(FIRST, MONDAY.plus(Duration.ofHours(7 * 24 - 1))));
      JsonNode none =
          read(
              warehouse,
              asked(MONDAY.plus(Duration.ofHours(1)), MONDAY.plus(Duration.ofHours(7 * 24 + 5))));

      assertThat(whole.at("/weeks/0/week").longValue()).isEqualTo(MONDAY.toEpochMilli());
      assertThat(almost.at("/weeks/0/week").longValue())
          .isEqualTo(MONDAY.minus(Duration.ofDays(7)).toEpochMilli());
      assertThat(none.at("/weeks/0/week").isNull()).isTrue();
      assertThat(none.at("/weeks/0/from").longValue())
          .isEqualTo(MONDAY.plus(Duration.ofHours(5)).toEpochMilli());
      assertThat(none.at("/weeks/0/to").longValue())
          .isEqualTo(MONDAY.plus(Duration.ofHours(7 * 24 + 5)).toEpochMilli());
      JsonNode row = none.at("/weeks/1");
      assertThat(row.get("resource").textValue()).isEqualTo("CONNECTOR_THROUGHPUT");
      long from = row.get("from").longValue();
      assertThat(row.get("previousPeak").doubleValue())
          .isCloseTo(
              of(warehouse, "MAX(peak)", row, from - Duration.ofDays(7).toMillis(), from),
              withPercentage(0.1));
    }
  }

  @Test
  void hostile_names_stay_text() throws Exception {
    String text = "</script><script>alert('1')</script>\u2028";
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.capacity(
          text,
          text,
          text,
          FIRST,
          60,
          "i",
          "1e300",
          WarehouseFixture.quoted(text) + " AS limit_from");
      warehouse.capacity(
          "CLOUD_SQL_INSTANCE",
          text,
          "SQL_CONNECTION_BUDGET",
          FIRST,
          60,
          "CASE WHEN i = 3 THEN 'NaN'::DOUBLE WHEN i = 4 THEN 'Infinity'::DOUBLE ELSE 500 END",
          "100",
          SHARES.replace("'checkout'", WarehouseFixture.quoted(text)));
      String json = text(warehouse, AskedRange.OPEN);

      assertThat(json).doesNotContain("<", ">", "&", "\u2028");
      JsonNode document = JSON.readTree(json);
      assertThat(texts(document.get("resources"), "component")).containsExactly(text, text);
      assertThat(texts(document.at("/resources/0/shares"), "service"))
          .containsExactly(text, "catalog");
      assertThat(document.at("/resources/1/limitFrom").textValue()).isEqualTo(text);
    }
  }

  @Test
  void a_place_that_became_known_later_is_the_same_one() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      warehouse.capacity(
          "VPC_CONNECTOR", "egress", "CONNECTOR_CPU", FIRST, 30, "0.1", "1", "'' AS location");
      warehouse.capacity(
          "VPC_CONNECTOR",
          "egress",
          "CONNECTOR_CPU",
          FIRST.plus(Duration.ofHours(30)),
          30,
          "0.2",
          "1",
          "");
      JsonNode resources = read(warehouse, AskedRange.OPEN).get("resources");

      assertThat(resources).hasSize(1);
      assertThat(resources.at("/0/location").textValue()).isEqualTo("us-central1");
      assertThat(resources.at("/0/at")).hasSize(60);
    }
  }

  @Test
  void without_rows_or_the_table_there_is_nothing_to_show() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      String empty = "{\"range\":{\"from\":0,\"to\":0},\"step\":60,\"resources\":[],\"weeks\":[]}";

      assertThat(text(warehouse, AskedRange.OPEN)).isEqualTo(empty);

      warehouse.run("DROP TABLE capacity_samples");
      assertThat(text(warehouse, AskedRange.OPEN)).isEqualTo(empty);
      try (WarehouseReader reader = warehouse.reader()) {
        assertThat(reader.version()).isNotEmpty();
        assertThat(Documents.DEFAULT.all(reader, AskedRange.OPEN)).containsEntry("capacity", empty);
      }
      for (Export export : List.of(Export.CAPACITY, Export.CONNECTIONS, Export.WEEKLY)) {
        assertThat(csv(warehouse, export, AskedRange.OPEN)).hasSize(1);
      }
    }
  }

  @Test
  void the_same_rows_in_any_order_give_the_same_bytes() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      String before = text(warehouse, AskedRange.OPEN);

      warehouse.run(
          "CREATE TABLE t AS SELECT * FROM capacity_samples ORDER BY hash(capacity_samples);"
              + " TRUNCATE capacity_samples; INSERT INTO capacity_samples FROM t; DROP TABLE t");

      assertThat(text(warehouse, AskedRange.OPEN)).isEqualTo(before);
    }
  }

  @Test
  void csv_has_the_hours_the_shares_and_the_week_and_no_formulas() throws Exception {
    try (WarehouseFixture warehouse = eightWeeks()) {
      warehouse.capacity(
          "CLOUD_RUN_SERVICE", "=1+1", "INSTANCES", MONDAY, 24, "3", "NULL", "'+x' AS limit_from");

      List<String> hours =
          csv(
              warehouse,
              Export.CAPACITY,
              asked(MONDAY.plus(Duration.ofMinutes(20)), MONDAY.plus(Duration.ofMinutes(40))));
      assertThat(hours)
          .contains(
              "project,location,component_kind,component,resource,window_start,observed_at,peak,"
                  + "mean,samples,limit_value,limit_from",
              "acme-prod,us-central1,CLOUD_RUN_SERVICE,'=1+1,INSTANCES,2026-04-20T00:00:00Z,"
                  + "2026-04-20T01:00:00Z,3.0,1.5,60,,'+x");
      assertThat(csv(warehouse, Export.CAPACITY, AskedRange.OPEN))
          .hasSize(1 + (int) count(warehouse));
      assertThat(csv(warehouse, Export.CONNECTIONS, AskedRange.OPEN))
          .containsExactly(
              "project,location,component,as_of,limit_value,limit_from,service,revision,instances,"
                  + "each,amount,known_from",
              "acme-prod,us-central1,orders-db,2026-04-29T14:00:00Z,500.0,flag max_connections,"
                  + "checkout,checkout-2,40,10.0,400.0,\"maxScale, DB_POOL_SIZE\"",
              "acme-prod,us-central1,orders-db,2026-04-29T14:00:00Z,500.0,flag max_connections,"
                  + "catalog,,24,5.0,120.0,\"maxScale, assumed\"");
      assertThat(csv(warehouse, Export.WEEKLY, AskedRange.OPEN))
          .hasSize(12)
          .element(1)
          .isEqualTo(
              "acme-prod,us-central1,CLOUD_SQL_INSTANCE,orders-db,SQL_CONNECTION_BUDGET,connections,"
                  + "2026-04-20T00:00:00Z,2026-04-27T00:00:00Z,520.0,520.0,0.0,260.0,500.0,1.04,"
                  + "NO_TREND,0.0,0.0,0.0");
      assertThat(csv(warehouse, Export.WEEKLY, AskedRange.OPEN))
          .anyMatch(line -> line.startsWith("acme-prod,us-central1,CLOUD_RUN_SERVICE,'=1+1,"));
    }
  }

  /** What a planner of a shop would see. */
  static WarehouseFixture eightWeeks() {
    WarehouseFixture warehouse = new WarehouseFixture();
    warehouse.capacity(
        "VPC_CONNECTOR",
        "egress",
        "CONNECTOR_THROUGHPUT",
        FIRST,
        HOURS,
        "100e6 + 2e6 * i / 24 + 3e6 * sin(i * i)",
        "300e6",
        "'2 to 3 instances of e2-micro' AS limit_from");
    warehouse.capacity(
        "VPC_CONNECTOR", "egress", "CONNECTOR_CPU", FIRST, HOURS, "0.7 + 0.2 * sin(i)", "1", "");
    warehouse.capacity(
        "CLOUD_SQL_INSTANCE",
        "orders-db",
        "SQL_CONNECTION_BUDGET",
        FIRST,
        HOURS,
        "520",
        "500",
        SHARES);
    warehouse.capacity(
        "CLOUD_SQL_INSTANCE",
        "orders-db",
        "SQL_CONNECTIONS",
        FIRST,
        HOURS,
        "120 + 20 * sin(i)",
        "500",
        "");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE",
        "checkout",
        "INSTANCES",
        FIRST,
        HOURS,
        "10 + 9 * (i % 24) // 23",
        "20",
        "");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE",
        "checkout",
        "CONCURRENT_REQUESTS",
        FIRST,
        HOURS,
        "160 + sin(i)",
        "200",
        "'20 instances (maxScale of checkout-2) x 10 requests' AS limit_from");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE",
        "checkout",
        "MEMORY",
        FIRST,
        HOURS,
        "0.9 + 0.05 * sin(i)",
        "1",
        "'512Mi memory of checkout-2' AS limit_from");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE", "checkout", "MEMORY_EXITS", FIRST, HOURS, "2", "NULL", "3 AS samples");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE", "checkout", "CPU", FIRST, HOURS, "0.25 + 0.01 * sin(i)", "1", "");
    warehouse.run(
        "DELETE FROM capacity_samples WHERE resource = 'MEMORY_EXITS' AND hour(window_start) <> 9");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE", "batch", "INSTANCES", FIRST, HOURS, "5 + sin(i)", "NULL", "");
    warehouse.capacity(
        "CLOUD_RUN_SERVICE",
        "young",
        "INSTANCES",
        END.minus(Duration.ofHours(10)),
        10,
        "1",
        "NULL",
        "");
    return warehouse;
  }

  private static AskedRange asked(Instant from, Instant to) {
    return new AskedRange(OptionalLong.of(from.toEpochMilli()), OptionalLong.of(to.toEpochMilli()));
  }

  private static JsonNode read(WarehouseFixture warehouse, AskedRange asked) throws Exception {
    return JSON.readTree(text(warehouse, asked));
  }

  private static String text(WarehouseFixture warehouse, AskedRange asked) {
    try (WarehouseReader reader = warehouse.reader()) {
      return Documents.DEFAULT.read(reader, "capacity", asked, null).orElseThrow();
    }
  }

  private static List<String> csv(WarehouseFixture warehouse, Export export, AskedRange asked)
      throws Exception {
    StringWriter out = new StringWriter();
    try (WarehouseReader reader = warehouse.reader()) {
      export.write(reader, Documents.DEFAULT, asked, out);
    }
    return out.toString().lines().toList();
  }

  private static JsonNode resource(JsonNode document, String resource, String component) {
    return StreamSupport.stream(document.get("resources").spliterator(), false)
        .filter(each -> each.get("resource").textValue().equals(resource))
        .filter(each -> each.get("component").textValue().equals(component))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> texts(JsonNode list, String... names) {
    return IntStream.range(0, list.size())
        .mapToObj(list::get)
        .map(each ->
            String.join(" ", List.of(names).stream().map(n -> each.get(n).textValue()).toList()))
        .toList();
  }

  /** Zero where there is no row. */
  private static double of(
      WarehouseFixture warehouse, String sql, JsonNode of, long fromMillis, long toMillis)
      throws Exception {
    try (Statement statement = warehouse.connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT COALESCE(%s, 0) FROM capacity_samples
                WHERE resource = '%s' AND component = '%s' AND component_kind = '%s'
                  AND epoch_ms(window_start) >= %d AND epoch_ms(window_start) < %d
                """
                    .formatted(
                        sql,
                        of.get("resource").textValue(),
                        of.get("component").textValue(),
                        of.get("kind").textValue(),
                        fromMillis,
                        toMillis))) {
      row.next();
      return row.getDouble(1);
    }
  }

  private static long count(WarehouseFixture warehouse) throws Exception {
    try (Statement statement = warehouse.connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM capacity_samples")) {
      row.next();
      return row.getLong(1);
    }
  }
}
