// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the pages say is what the warehouse holds: the demo's hour, and an hour before it of which
 * only some minutes are known, so that the two can be told apart.
 */
class PageValuesTest {

  private static final String THIS_HOUR = "window_start >= TIMESTAMP '2026-06-14 13:00:00'";
  private static final String HOUR_BEFORE = "window_start < TIMESTAMP '2026-06-14 13:00:00'";

  private static final String LAST_STEP =
      "(SELECT * FROM escalations ORDER BY sequence DESC LIMIT 1)";

  private static final String CELLS =
      "%s.map(row => [...row.cells].map(cell => cell.innerText.replace(/\\s+/g, ' ').trim()))";

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse demo;
  private static String file;

  @BeforeAll
  static void replays_the_demo_and_adds_an_hour() throws Exception {
    demo = DemoPages.serve(folder);
    demo.run(
        """
        INSERT INTO service_minutes
        SELECT * REPLACE (window_start - INTERVAL 1 HOUR AS window_start, 0 AS errors_5xx)
        FROM service_minutes WHERE hash(service, window_start) % 3 < 2\
        """);
    file = demo.onePage(folder.resolve("page.html"));
  }

  @AfterAll
  static void ends() throws Exception {
    if (demo != null) {
      demo.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_overview_tells_of_each_service_what_the_warehouse_holds(boolean served)
      throws Exception {
    Page page = open("#/", served);

    for (Map.Entry<String, Map<String, String>> service :
        Figures.by(demo, "service", "true").entrySet()) {
      String row = "tr[data-service=%s] ".formatted(service.getKey());
      for (String name : List.of("requests", "errorRate", "p95", "p99")) {
        assertThat(page.text(row + value(name)))
            .as("%s of %s", name, service.getKey())
            .isEqualTo(service.getValue().get(name));
      }
    }
    for (List<String> budget :
        demo.query(
            "SELECT service, round((1 - sum(errors_5xx) / sum(requests) / 0.01) * 100)::INT"
                + " FROM service_minutes GROUP BY 1")) {
      assertThat(page.text("tr[data-service=%s] %s".formatted(budget.getFirst(), value("budget"))))
          .isEqualTo(budget.get(1).replace('-', '−') + " %");
    }
    Map<String, String> all = Figures.by(demo, "'all'", "true").get("all");
    for (String name : List.of("requests", "errors5xx", "errorRate", "exits")) {
      assertThat(page.text("#figures " + value(name))).as(name).isEqualTo(all.get(name));
    }
  }

  @ParameterizedTest
  @CsvSource({"checkout,true", "gateway,true", "catalog,true", "checkout,false"})
  void a_service_tells_its_figures_its_revisions_and_its_minutes(String service, boolean served)
      throws Exception {
    Page page = open("#/service/acme-prod/us-central1/" + service, served);

    String own = "service = '%s'".formatted(service);
    Figures.by(demo, "service", own)
        .get(service)
        .forEach((name, shown) ->
            assertThat(page.text("#service " + value(name))).as(name).isEqualTo(shown));
    assertThat(cells(page, "[...document.querySelectorAll('tr[data-revision]')]"))
        .containsExactlyInAnyOrderElementsOf(revisions(own, page));
    page.click("#numbers summary");
    page.awaitElement("#numbers tbody tr");
    assertThat(lines(cells(page, "[...document.querySelectorAll('#numbers tbody tr')]")))
        .isEqualTo(lines(minutes(own)));
  }

  @Test
  void an_incident_tells_how_it_stands() throws Exception {
    List<String> step =
        demo.query(
                """
                SELECT incident_id, severity, len(whys), impact_failed_requests, impact_requests,
                  impact_share, impact_affected_minutes, %s, %s, %s,
                  epoch_ms(resolved_at) - epoch_ms(began_at), title
                FROM %s\
                """
                    .formatted(at("began_at"), at("opened_at"), at("resolved_at"), LAST_STEP))
            .getFirst();

    Page page = open("#/incident/" + step.getFirst(), true);

    assertThat(page.text("#incident h1")).isEqualTo(step.get(11));
    assertThat(page.text("#incident [data-severity]")).isEqualTo(step.get(1));
    assertThat(page.count("[data-why]")).isEqualTo(Integer.parseInt(step.get(2)));
    assertThat(page.text("#incident " + value("failed")))
        .isEqualTo(
            "%s of %s (%s)",
            Shown.whole(step.get(3)), Shown.whole(step.get(4)), Shown.percent(step.get(5)));
    assertThat(page.text("#incident .tiles"))
        .contains("began " + step.get(7))
        .contains("opened " + step.get(8))
        .contains("resolved " + step.get(9))
        .contains("lasted " + Shown.duration(step.get(10)))
        .contains("minutes affected " + step.get(6));
    List<String> evidence = new ArrayList<>();
    for (List<String> why :
        demo.query(
            "SELECT len(why.evidence), why.count FROM (SELECT unnest(whys) AS why FROM %s)"
                .formatted(LAST_STEP))) {
      evidence.add(
          "evidence: %s %s of %s"
              .formatted(
                  why.getFirst(),
                  why.getFirst().equals("1") ? "entry" : "entries",
                  Shown.whole(why.get(1))));
    }
    assertThat(page.texts("[data-why] summary")).isEqualTo(evidence);
    assertThat(page.count("#steps tbody tr"))
        .isEqualTo(
            Integer.parseInt(demo.query("SELECT count(*) FROM escalations").getFirst().getFirst()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#/", "#/service/acme-prod/us-central1/checkout"})
  void a_deploy_has_the_verdict_that_stands(String fragment) throws Exception {
    Page page = open(fragment, true);

    for (List<String> deploy :
        demo.query(
            "SELECT to_revision, arg_max(verdict, sequence) FROM revision_changes"
                + " WHERE %s GROUP BY 1"
                    .formatted(fragment.equals("#/") ? "true" : "service = 'checkout'"))) {
      assertThat(
              page.evaluate(
                      "document.querySelector('[data-deploy=%s] [data-verdict]').dataset.verdict"
                          .formatted(deploy.getFirst()))
                  .asText())
          .isEqualTo(deploy.get(1));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void capacity_tells_what_is_used_of_what_there_is_and_who_may_use_it(boolean served)
      throws Exception {
    Page page = open("#/capacity", served);

    List<List<String>> resources =
        demo.query(
            "SELECT component, resource, arg_max(peak, window_start),"
                + " arg_max(limit_value, window_start) FROM capacity_samples GROUP BY 1, 2");
    assertThat(page.count("[data-resource]")).isEqualTo(resources.size());
    for (List<String> row : resources) {
      String limit = row.get(3);
      assertThat(page.text("[data-resource='%s %s'] .use".formatted(row.getFirst(), row.get(1))))
          .as(row.toString())
          .isEqualTo(
              Shown.amount(row.get(2)) + (limit == null ? "" : " of " + Shown.amount(limit)));
    }
    List<List<String>> shares = new ArrayList<>();
    for (List<String> share :
        demo.query(
            """
            SELECT s.service, s.revision, s.instances, s."each", s.amount, s.known_from
            FROM (SELECT unnest(shares) AS s FROM capacity_samples) ORDER BY s.amount DESC, s.service\
            """)) {
      shares.add(
          List.of(
              share.getFirst(),
              share.get(1),
              Shown.whole(share.get(2)),
              Shown.amount(share.get(3)),
              Shown.whole(share.get(4)),
              share.get(5)));
    }
    assertThat(shares).isNotEmpty();
    assertThat(cells(page, "[...document.querySelectorAll('tr[data-share]')]")).isEqualTo(shares);
  }

  @Test
  void comparing_all_services_holds_one_hour_against_the_other() throws Exception {
    Page page = open("#/compare?span=60", true);

    Map<String, Map<String, String>> now = Figures.by(demo, "service", THIS_HOUR);
    Map<String, Map<String, String>> before = Figures.by(demo, "service", HOUR_BEFORE);
    for (List<String> row : cells(page, "[...document.querySelectorAll('#compared tbody tr')]")) {
      Map<String, String> ours = now.remove(row.getFirst());
      Map<String, String> theirs = before.get(row.getFirst());
      assertThat(List.of(row.get(1), row.get(2), row.get(4), row.get(5), row.get(6), row.get(7)))
          .isEqualTo(
              List.of(
                  ours.get("requests"),
                  theirs.get("requests"),
                  ours.get("errorRate"),
                  theirs.get("errorRate"),
                  ours.get("p95"),
                  theirs.get("p95")));
    }
    assertThat(now).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "?span=60|service = 'checkout'|window_start >= TIMESTAMP '2026-06-14 13:00:00'|true|false",
        "?by=revision|service = 'checkout'|revision|checkout-00041-xyz|checkout-00042-abc",
        "?by=service&b=acme-prod%2Fus-central1%2Fgateway|true|service|checkout|gateway"
      })
  void comparing_two_of_a_kind_tells_the_figures_of_both(
      String query, String where, String part, String first, String second) throws Exception {
    Page page = open("#/compare/" + Place.CHECKOUT + query, true);

    Map<String, Map<String, String>> parts = Figures.by(demo, part, where);
    for (String name : parts.get(first).keySet()) {
      if (query.contains("revision") && name.equals("instances")) {
        continue; // of a revision, the most that one of its minutes had
      }
      assertThat(page.texts("#compared tr[data-figure=%s] td".formatted(name)).subList(0, 2))
          .as(name)
          .isEqualTo(List.of(parts.get(first).get(name), parts.get(second).get(name)));
    }
  }

  /** Its percentiles are about: those of whole documents are exact. */
  @Test
  void the_page_of_one_file_holds_its_halves_against_each_other() throws Exception {
    Page page = open("#/compare/" + Place.CHECKOUT, false);

    Map<String, Map<String, String>> halves = Figures.by(demo, THIS_HOUR, "service = 'checkout'");
    for (String name : List.of("requests", "errorRate", "errors5xx", "starts", "exits")) {
      assertThat(page.texts("#compared tr[data-figure=%s] td".formatted(name)).subList(0, 2))
          .as(name)
          .isEqualTo(List.of(halves.get("true").get(name), halves.get("false").get(name)));
    }
  }

  private static List<List<String>> revisions(String own, Page page) throws Exception {
    Map<String, List<String>> seen = new LinkedHashMap<>();
    for (List<String> row :
        demo.query(
            "SELECT revision, %s, %s FROM service_minutes WHERE %s GROUP BY 1"
                .formatted(at("min(window_start)"), at("max(window_start)"), own))) {
      seen.put(row.getFirst(), row);
    }
    List<List<String>> revisions = new ArrayList<>();
    Figures.by(demo, "revision", own)
        .forEach((revision, of) -> {
          boolean newest =
              page.text("tr[data-revision='%s']".formatted(revision)).contains("newest");
          revisions.add(
              List.of(
                  revision + (newest ? " newest" : ""),
                  seen.get(revision).get(1),
                  seen.get(revision).get(2),
                  of.get("requests"),
                  of.get("errorRate"),
                  of.get("p50"),
                  of.get("p95"),
                  of.get("p99"),
                  of.get("starts"),
                  of.get("exits")));
        });
    return revisions;
  }

  private static List<List<String>> minutes(String own) throws Exception {
    List<List<String>> minutes = new ArrayList<>();
    Figures.by(demo, at("window_start"), own)
        .forEach((minute, of) ->
            minutes.add(
                List.of(
                    minute,
                    of.get("requests"),
                    of.get("errors5xx"),
                    of.get("errors4xx"),
                    of.get("errorRate"),
                    of.get("p50"),
                    of.get("p95"),
                    of.get("p99"),
                    of.get("instances"),
                    of.get("starts"),
                    of.get("exits"))));
    return minutes;
  }

  private static Page open(String fragment, boolean served) {
    Page page = BROWSER.page();
    new Place("", fragment, "").open(page, served ? demo.uri() : file);
    return page;
  }

  private static String value(String name) {
    return "[data-value=%s]".formatted(name);
  }

  private static String at(String time) {
    return "strftime(%s, '%%Y-%%m-%%d %%H:%%M')".formatted(time);
  }

  private static String lines(List<List<String>> rows) {
    return rows.stream().map(row -> String.join(" | ", row)).collect(Collectors.joining("\n"));
  }

  private static List<List<String>> cells(Page page, String rows) {
    List<List<String>> cells = new ArrayList<>();
    page.evaluate(CELLS.formatted(rows))
        .forEach(row -> {
          List<String> texts = new ArrayList<>();
          row.forEach(cell -> texts.add(cell.asText()));
          cells.add(texts);
        });
    return cells;
  }
}
