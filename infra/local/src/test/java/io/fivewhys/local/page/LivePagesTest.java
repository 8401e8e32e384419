// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static io.fivewhys.local.page.DevTools.quoted;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.warehouse.DuckDbWarehouse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages while rows come in, while nothing comes, and while there is nobody to ask. */
class LivePagesTest {

  private static final String ADD =
      """
      INSERT INTO service_minutes
      SELECT * REPLACE (window_start + INTERVAL %d MINUTE AS window_start)
      FROM service_minutes WHERE service = 'checkout'
        AND window_start = (SELECT max(window_start) FROM service_minutes)\
      """;

  private static final String SERVICE = "#/service/" + Place.CHECKOUT;

  private static final List<String> NO_DATA =
      List.of(
          "#/overview",
          "#/capacity",
          "#/compare",
          SERVICE,
          "#/incident/x",
          "#/compare/" + Place.CHECKOUT);

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir Path folder;

  private ServedWarehouse demo;

  @BeforeEach
  void serves() throws Exception {
    demo = DemoPages.serve(folder);
  }

  @AfterEach
  void ends() throws Exception {
    demo.close();
  }

  @Test
  void new_rows_appear_while_what_is_open_stays_open_and_the_keyboard_where_it_is()
      throws Exception {
    Page page = open(SERVICE);
    page.click(".deploy summary").awaitElement(".deploy[open] .figures");
    page.click("#numbers summary").awaitElement("#numbers tbody tr");
    page.focus("#numbers summary");
    page.evaluate("window.same = document.documentElement; scrollTo(0, 200)");
    String before = page.text("#service [data-value=requests]");

    demo.run(ADD.formatted(1));

    page.await(
        "document.querySelector('#service [data-value=requests]').innerText !== " + quoted(before));
    String now =
        demo.query("SELECT sum(requests) FROM service_minutes WHERE service = 'checkout'")
            .getFirst()
            .getFirst();
    assertThat(page.text("#service [data-value=requests]")).isEqualTo(Shown.whole(now));
    assertThat(page.count(".deploy[open] .figures")).isOne();
    assertThat(page.count("#numbers details[open]")).isOne();
    page.awaitElement("#numbers tbody tr");
    assertThat(page.evaluate("document.activeElement.closest('#numbers') !== null").asBoolean())
        .isTrue();
    assertThat(page.evaluate("window.same === document.documentElement").asBoolean()).isTrue();
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void the_overview_stays_as_it_was_sorted_and_where_the_keyboard_is() throws Exception {
    Page page = open("#/?sort=requests.down");
    page.focus("#sort-requests");

    demo.run(ADD.formatted(1).replace("service_minutes WHERE", "service_minutes WHERE true OR"));

    page.await("document.querySelector('#live').innerText.includes('14:')");
    page.await("document.activeElement.id === 'sort-requests'");
    assertThat(page.evaluate("location.hash").asText()).contains("sort=requests.down");
  }

  @Test
  void it_tells_a_gap() throws Exception {
    Page page = open("#/");
    page.await("document.querySelector('#live').innerText.includes('live to 14:00')");

    demo.run(
        "DELETE FROM service_minutes WHERE window_start >= TIMESTAMP '2026-06-14 13:10:00'"
            + " AND window_start < TIMESTAMP '2026-06-14 13:17:00'");

    page.await("document.querySelector('#live').innerText.includes('with gaps')");
    page.click("#live summary").awaitElement("#live[open] table");
    assertThat(page.text("#live .popover")).contains("2026-06-14 13:10 2026-06-14 13:17 7 min");
  }

  @Test
  void it_tells_a_lost_connection_and_catches_up_when_it_comes_back() throws Exception {
    Page page = open(SERVICE);
    page.await("document.querySelector('#live').dataset.state === 'good'");
    String before = page.text("#service [data-value=requests]");

    demo.goAway();
    page.await("document.querySelector('#live').innerText.includes('no connection')");
    assertThat(page.text("#service [data-value=requests]")).isEqualTo(before);
    demo.run(ADD.formatted(1));
    demo.comeBack();

    page.await("document.querySelector('#live').dataset.state === 'good'");
    page.await(
        "document.querySelector('#service [data-value=requests]').innerText !== " + quoted(before));
  }

  @Test
  void it_says_that_it_loads_while_the_warehouse_answers_late() throws Exception {
    demo.hold();
    Page page = BROWSER.page();

    page.open(demo.page(SERVICE)).awaitElement(".loading[role=status]");
    assertThat(page.text("main")).isEqualTo("Loading …");
    assertThat(page.evaluate("document.querySelector('main').getAttribute('aria-busy')").asText())
        .isEqualTo("true");
    demo.release();

    page.awaitElement("#service").await("!document.querySelector('main[aria-busy]')");
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void it_says_that_nobody_answers_and_tries_again() throws Exception {
    Page page = open("#/");
    demo.goAway();

    page.evaluate("location.hash = " + quoted("#/capacity"));
    page.awaitElement(".failure[role=alert]");
    assertThat(page.text(".failure")).contains("could not be loaded");
    assertThat(page.violations()).isEmpty();
    demo.comeBack();
    page.click("#again");

    page.awaitElement("#resources");
    assertThat(page.count(".failure")).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_empty_warehouse_says_on_every_page_what_is_missing(boolean served) throws Exception {
    Path nothing = folder.resolve("nothing.duckdb");
    DuckDbWarehouse.open(nothing).close();
    try (ServedWarehouse empty = new ServedWarehouse(nothing)) {
      String address = served ? empty.uri() : empty.onePage(folder.resolve("nothing.html"));
      Page page = BROWSER.page();
      page.open(address).await("document.documentElement.dataset.ready");
      for (String fragment : NO_DATA) {
        page.evaluate(
            "delete document.documentElement.dataset.ready; location.hash = " + quoted(fragment));
        page.await("document.documentElement.dataset.ready !== undefined");
        assertThat(page.text("main"))
            .as(fragment)
            .containsPattern("(No|Nothing|no) ")
            .doesNotMatch(DemoPagesTest.NO_VALUE)
            .doesNotContain("[object");
        assertThat(page.text("header.top")).doesNotMatch(DemoPagesTest.NO_VALUE);
      }
      assertThat(page.complaints()).allMatch(each -> each.startsWith("network: Failed to load"));
    }
  }

  private Page open(String fragment) {
    Page page = BROWSER.page();
    new Place("", fragment, "").open(page, demo.uri());
    return page;
  }
}
