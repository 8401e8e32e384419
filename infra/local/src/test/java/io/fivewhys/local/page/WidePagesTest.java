// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The pages over two hundred services: what they move and hold is bounded, whatever the machine.
 * How long they take is printed, not asserted; {@code -Dwide=all} measures the whole month.
 */
class WidePagesTest {

  private static final long MOST_BYTES = 1_500_000;
  private static final int MOST_NODES = 20_000;

  private static final WideWarehouse WIDE =
      "all".equals(System.getProperty("wide")) ? WideWarehouse.FULL : WideWarehouse.SMALL;

  /** All that is in the window is drawn, and one can go on. */
  private static final String INTERACTIVE =
      "document.documentElement.dataset.ready && [...document.querySelectorAll('[data-plot]')].every(box =>"
          + " !box.checkVisibility() || box.getBoundingClientRect().top > innerHeight || box.dataset.drawn)"
          + " && !document.querySelector('.loading')";

  @RegisterExtension static final Browser BROWSER = new Browser();

  @TempDir static Path folder;

  private static ServedWarehouse wide;

  @BeforeAll
  static void writes() throws Exception {
    Path file = folder.resolve("wide.duckdb");
    WIDE.write(file);
    wide = new ServedWarehouse(file);
  }

  @AfterAll
  static void ends() throws Exception {
    if (wide != null) {
      wide.close();
    }
  }

  @Test
  void holds_every_minute_of_every_service_in_order_of_time() throws Exception {
    List<@Nullable String> row =
        wide.query(
                """
                SELECT count(*), count(DISTINCT service), count(DISTINCT window_start),
                  bool_and(requests = list_sum([b.count FOR b IN latency_histogram])),
                  min(len(latency_histogram)), max(len(latency_histogram)),
                  bool_and(latency_histogram = list_sort(latency_histogram))
                FROM service_minutes
                """)
            .getFirst();
    long minutes = WIDE.days() * 1_440L;
    assertThat(row)
        .containsExactly("" + 200 * minutes, "200", "" + minutes, "true", "11", "20", "true");
    assertThat(
            wide.query(
                """
                SELECT window_start FROM (
                  SELECT window_start, lag(window_start) OVER (ORDER BY rowid) AS before
                  FROM service_minutes)
                WHERE window_start < before LIMIT 1
                """))
        .isEmpty();
  }

  static List<String> fragments() throws Exception {
    String incident =
        wide.query("SELECT incident_id FROM escalations ORDER BY opened_at DESC, 1 LIMIT 1")
            .getFirst()
            .getFirst();
    List<String> service =
        wide.query("SELECT project, location, service FROM service_minutes LIMIT 1").getFirst();
    return List.of(
        "#/",
        "#/?last=43200",
        "#/service/" + String.join("/", service),
        "#/service/" + String.join("/", service) + "?last=43200",
        "#/incident/" + incident,
        "#/capacity");
  }

  @ParameterizedTest
  @MethodSource("fragments")
  void what_a_page_moves_and_holds_is_bounded(String fragment) {
    Page page = BROWSER.page();

    double first = page.millisToOpen(wide.page(fragment), INTERACTIVE);
    long bytes = page.bytes();
    Page again = BROWSER.page();
    double known = again.millisToOpen(wide.page(fragment), INTERACTIVE);

    int nodes = page.count("*");
    System.out.println(
        String.format(
            Locale.ROOT,
            "page %s: %.0f ms, read before %.0f ms, %,d bytes, %,d nodes",
            fragment,
            first,
            known,
            bytes,
            nodes));
    assertThat(bytes).isLessThan(MOST_BYTES);
    assertThat(nodes).isLessThan(MOST_NODES);
    assertThat(page.complaints()).isEmpty();
  }

  @Test
  void a_service_is_found_by_its_name_which_stands_in_the_address() {
    Page page = BROWSER.page();
    page.open(wide.page("#/")).awaitElement("tr[data-service]");
    int all = page.count("tr[data-service]");

    page.press("/");
    assertThat(page.focused()).isEqualTo("input#find");
    page.type("checkout-w").await("location.hash.includes('find=checkout-w')");

    assertThat(page.texts("tr[data-service] td.name a"))
        .containsExactlyInAnyOrder("checkout-web", "checkout-worker");
    assertThat(page.text("#services [role=status]")).isEqualTo("2 of " + all);
    Page other = BROWSER.page();
    other
        .open(page.evaluate("location.href").asText())
        .await("document.querySelectorAll('tr[data-service]').length === 2");
    assertThat(page.complaints()).isEmpty();
  }
}
