// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import io.fivewhys.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries give the number, and no name breaks out of its quotes. */
class QueriesTest {

  private static final Span SPAN = new Span(Story.START, Story.START + 5);

  private static Total total(@Nullable ComponentKind kind, String target) {
    return new Total(SignalKind.SQL_SLOW, kind, target, 1, 0, 1, 0, List.of());
  }

  @Test
  void failures_of_a_service() {
    assertThat(Queries.failures("acme-prod", Story.service("checkout"), SPAN))
        .isEqualTo(
            "SELECT SUM(errors_5xx + errors_auth + errors_429) FROM service_minutes WHERE"
                + " project = 'acme-prod' AND location = 'us-central1' AND service = 'checkout'"
                + " AND window_start BETWEEN TIMESTAMP '2025-02-19 22:00:00+00'"
                + " AND TIMESTAMP '2025-02-19 22:05:00+00'");
  }

  @Test
  void what_it_says_of_a_database() {
    assertThat(
            Queries.signals(
                "p",
                Story.service("checkout"),
                List.of(total(ComponentKind.CLOUD_SQL_INSTANCE, "orders-db")),
                SPAN))
        .contains("caller = 'checkout'", "component = 'orders-db'", "signal IN ('SQL_SLOW')");
  }

  @Test
  void what_it_says_of_itself() {
    assertThat(Queries.signals("p", Story.service("checkout"), List.of(total(null, "")), SPAN))
        .contains("component = 'checkout'")
        .doesNotContain("caller =");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x' OR '1'='1",
        "x\\' OR 1=1 --",
        "x'; DROP TABLE service_minutes; --",
        "x\n'",
        "x\u2019' OR true"
      })
  void a_hostile_name_stays_within_its_quotes(String name) {
    Place service = Story.service(name);
    List<String> queries =
        List.of(
            Queries.failures(name, service, SPAN),
            Queries.requests(name, service, SPAN),
            Queries.signals(name, service, List.of(total(ComponentKind.OTHER, name)), SPAN),
            Queries.change(Story.change(name, 0, Verdict.REGRESSION)));
    assertThat(queries)
        .allSatisfy(query ->
            assertThat(query.replaceAll("'[^'\\\\\n]*'", ""))
                .doesNotContain("'", "\\", "DROP", "1=1", "--", "true"));
  }
}
