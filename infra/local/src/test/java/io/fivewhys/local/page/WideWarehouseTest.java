// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page over two hundred services. Of two days by default; {@code -Dwide=all} makes the whole
 * month, which takes a minute or two, and tells how long each document took.
 */
class WideWarehouseTest {

  @RegisterExtension static final Browser BROWSER = new Browser();

  private static final boolean ALL = "all".equals(System.getProperty("wide"));
  private static final WideWarehouse WIDE = ALL ? WideWarehouse.FULL : WideWarehouse.SMALL;
  private static final long DAY_MILLIS = 86_400_000;

  @TempDir static Path folder;

  private static ServedWarehouse served;

  @BeforeAll
  static void makes_the_warehouse() throws Exception {
    Path file = folder.resolve("wide.duckdb");
    WIDE.write(file);
    served = new ServedWarehouse(file);
  }

  @AfterAll
  static void ends() throws Exception {
    if (served != null) {
      served.close();
    }
  }

  @Test
  void holds_every_minute_of_every_service_in_order_of_time() throws Exception {
    List<@Nullable String> row =
        served
            .query(
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
            served.query(
                """
                SELECT window_start FROM (
                  SELECT window_start, lag(window_start) OVER (ORDER BY rowid) AS before
                  FROM service_minutes)
                WHERE window_start < before LIMIT 1
                """))
        .isEmpty();
  }

  @Test
  void each_document_is_small_enough_for_a_page(Page page) throws Exception {
    page.open(served.page("")).await("document.documentElement.dataset.ready");
    List<List<@Nullable String>> incidents =
        List.copyOf(served.query("SELECT max_by(incident_id, opened_at) FROM escalations"));
    for (String path :
        List.of(
            "overview",
            "service/acme-prod/us-central1/checkout-web",
            "incident/" + incidents.getFirst().getFirst())) {
      for (int days : List.of(1, 7, 30)) {
        for (String look : List.of("cold", "kept")) {
          page.forget();
          double millis =
              page.evaluate(
                      """
                      (async () => {
                        const before = performance.now();
                        const answer = await fetch('/api/%s?from=%d', {cache: 'no-store'});
                        if (!answer.ok) throw new Error(answer.status);
                        await answer.json();
                        return performance.now() - before;
                      })()\
                      """
                          .formatted(path, WideWarehouse.END.toEpochMilli() - days * DAY_MILLIS))
                  .asDouble();
          tell("%s of %d days, %s".formatted(path, days, look), millis, page.bytes());
          assertThat(page.bytes()).as(path).isBetween(1_000L, 1_000_000L);
        }
      }
    }
  }

  private static void tell(String what, double millis, long bytes) {
    if (ALL) {
      System.out.printf("%-70s %7.0f ms %,11d bytes%n", what, millis, bytes);
    }
  }
}
