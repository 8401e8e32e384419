// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one does on the pages, by mouse and by keyboard; that an address brings back what was seen.
 */
class PageUseTest {

  private static final int MANY_TABS = 80;

  private static final String FOCUS_IS_SEEN =
      "(e => e.matches(':focus-visible') && getComputedStyle(e).outlineStyle !== 'none')(document.activeElement)";

  private static final String SERVICE = "#/service/" + Place.CHECKOUT;

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse demo;

  @BeforeAll
  static void replays_the_demo() throws Exception {
    demo = DemoPages.serve(folder);
  }

  @AfterAll
  static void ends() throws Exception {
    if (demo != null) {
      demo.close();
    }
  }

  @Test
  void a_chain_is_opened_to_its_evidence_by_mouse() {
    Page page = open("#/");

    page.click("[data-incident] a").awaitElement("#whys");
    page.click("[data-link=why-2]").awaitElement("#why-2 details[open]");
    assertThat(page.focused()).isEqualTo("li#why-2");
    assertThat(page.text("#why-2 .proofs pre")).isNotBlank();
    page.click("#why-2 .command button");
    page.await(
        "/copied|selected/.test(document.querySelector('#why-2 .command [role=status]').textContent)");
    page.click("#actions .command button");
    page.await(
        "/copied|selected/.test(document.querySelector('#actions .command [role=status]').textContent)");

    reopensTheSecondWhy(page);
  }

  @Test
  void a_chain_is_opened_to_its_evidence_by_keyboard_alone() {
    Page page = open("#/");

    tabTo(page, "[data-incident] a");
    page.press("Enter").awaitElement("#whys");
    tabTo(page, "#why-2 summary");
    page.press("Enter").awaitElement("#why-2 details[open]");
    assertThat(page.text("#why-2 .proofs pre")).isNotBlank();
    tabTo(page, "#why-2 .command button");
    page.press("Enter");
    page.await(
        "/copied|selected/.test(document.querySelector('#why-2 .command [role=status]').textContent)");

    reopensTheSecondWhy(page);
  }

  private static void reopensTheSecondWhy(Page page) {
    page.await("location.hash.includes('why=2')");
    assertThat(page.complaints()).isEmpty();
    Page other = BROWSER.page();
    other
        .open(page.evaluate("location.href").asText())
        .awaitElement("#why-2 details[open] .proofs");
    assertThat(other.count("#why-1 details[open]")).isZero();
  }

  @Test
  void keys_skip_find_help_and_read_a_chart() {
    Page page = open(SERVICE);

    page.press("Tab");
    assertThat(page.evaluate("document.activeElement.className").asText()).isEqualTo("skip");
    page.press("Enter");
    assertThat(page.focused()).isEqualTo("main#main");
    page.press("?").await("document.querySelector('#help').open");
    page.press("Escape").await("!document.querySelector('#help').open");
    tabTo(page, ".timeline[data-plot]");
    page.press("ArrowRight").press("ArrowRight");
    page.await(
        "/error rate/.test(document.querySelector('#time .plotted [role=status]').textContent)");
    String first = page.text("#time .plotted [role=status]");
    page.press("ArrowRight");
    assertThat(page.text("#time .plotted [role=status]")).isNotEqualTo(first);
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void a_zoom_by_keyboard_stands_in_the_address_and_comes_back() {
    Page page = open(SERVICE);
    page.await("document.querySelector('#time [data-drawn]')").focus("#time [data-plot]");

    page.press("+").await("/zoom=\\d+-\\d+/.test(location.hash)");

    String shown =
        "JSON.stringify(echarts.getInstanceByDom(document.querySelector('#time [data-plot]')).getOption().dataZoom.map(z => [Math.round(z.startValue), Math.round(z.endValue)]))";
    String zoomed = page.evaluate(shown).asText();
    String[] zoom = page.evaluate("location.hash.match(/zoom=(\\d+-\\d+)/)[1]").asText().split("-");
    assertThat(zoomed).contains(zoom[0]).contains(zoom[1]);
    Page other = BROWSER.page();
    other
        .open(page.evaluate("location.href").asText())
        .await("document.querySelector('#time [data-drawn]')");
    assertThat(other.evaluate(shown).asText()).isEqualTo(zoomed);
    page.press("0").await("!location.hash.includes('zoom=')");
  }

  @Test
  void sorting_stands_in_the_address() {
    Page page = open("#/");

    page.click("#sort-name").await("location.hash.includes('sort=name.up')");
    assertThat(page.texts("tr[data-service] td.name a"))
        .containsExactly("catalog", "checkout", "gateway");
    page.click("#sort-name").await("location.hash.includes('sort=name.down')");

    Page other = BROWSER.page();
    other.open(page.evaluate("location.href").asText()).awaitElement("tr[data-service]");
    assertThat(other.texts("tr[data-service] td.name a"))
        .containsExactly("gateway", "checkout", "catalog");
  }

  @Test
  void a_theme_is_of_the_reader_of_the_button_or_of_the_address() {
    Page page = BROWSER.page().dark();
    new Place("", "#/", "").open(page, demo.uri());
    theme(page, "dark");
    page.light();
    theme(page, "light");
    page.click("#theme").click("#theme");
    theme(page, "dark");
    page.reload().await("document.querySelector('#live').dataset.state");
    theme(page, "dark");
    page.click("#theme");
    theme(page, "light");

    Page told = BROWSER.page();
    told.open(demo.page("#/?theme=dark"));
    theme(told, "dark");
    told.awaitElement("tr[data-service] a").click("tr[data-service] a").awaitElement("#service");
    assertThat(told.evaluate("location.hash").asText()).contains("theme=dark");
    theme(told, "dark");
  }

  private static void theme(Page page, String theme) {
    page.await("document.documentElement.dataset.theme === '%s'".formatted(theme));
  }

  @Test
  void times_are_of_utc_or_of_the_reader_and_the_same_instants() {
    Page page = BROWSER.page().zone("Asia/Kolkata");
    new Place("", SERVICE, "").open(page, demo.uri());
    page.await("document.querySelector('#time [data-drawn]')");
    String first = "document.querySelector('tr[data-revision] time')";
    String instant = page.evaluate(first + ".dateTime").asText();
    assertThat(page.text("tr[data-revision] time")).isEqualTo("2026-06-14 13:22");
    assertThat(page.text("#time > header small")).contains("13:00 – 14:00 UTC");

    page.click("#zone").await("location.hash.includes('time=local')");
    page.await("document.querySelector('#time > header small')?.innerText.includes('UTC+05:30')");

    assertThat(page.text("tr[data-revision] time")).isEqualTo("2026-06-14 18:52");
    assertThat(page.evaluate(first + ".dateTime").asText()).isEqualTo(instant);
    assertThat(
            page.evaluate(
                    "echarts.getInstanceByDom(document.querySelector('.timeline')).getOption().useUTC")
                .asBoolean())
        .isFalse();
    assertThat(page.complaints()).isEmpty();
  }

  static List<Place> places() throws Exception {
    return Place.of(demo);
  }

  @ParameterizedTest
  @MethodSource("places")
  void on_paper_it_is_light_and_every_chart_is_drawn(Place place) {
    Page page = BROWSER.page().dark().reducedMotion();
    place.open(page, demo.uri());

    page.print();
    page.evaluate("dispatchEvent(new Event('beforeprint'))");

    theme(page, "light");
    page.await(
        "[...document.querySelectorAll('[data-plot]')].every(box => !box.checkVisibility() || box.dataset.drawn)");
    assertThat(page.count("#theme")).isOne();
    assertThat(page.evaluate("document.querySelector('#theme').checkVisibility()").asBoolean())
        .isFalse();
    page.evaluate("dispatchEvent(new Event('afterprint'))");
    page.screen();
    theme(page, "dark");
    assertThat(page.complaints()).isEmpty();
  }

  private static void tabTo(Page page, String selector) {
    for (int i = 0; i < MANY_TABS; i++) {
      page.press("Tab");
      assertThat(page.evaluate(FOCUS_IS_SEEN).asBoolean())
          .as("the focus on %s is seen", page.focused())
          .isTrue();
      if (page.evaluate("document.activeElement.matches(%s)".formatted(DevTools.quoted(selector)))
          .asBoolean()) {
        return;
      }
    }
    throw new AssertionError("no Tab leads to " + selector);
  }

  private static Page open(String fragment) {
    Page page = BROWSER.page().reducedMotion(); // else the mouse has to aim at what still scrolls
    new Place("", fragment, "").open(page, demo.uri());
    return page;
  }
}
