// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Severity;
import io.fivewhys.local.replay.Backtest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestReportTest {

  private static final String OPENED = "2026-03-01T10:02:00Z";

  @Test
  void shows_each_side_then_what_differs() {
    Incident fresh =
        IncidentDiffTest.incident(
            "a", "checkout", "orders-db", "2026-03-01T10:04:30Z", "2026-03-01T10:14:30Z");
    fresh.latest().setBeganAt(Incidents.micros(OPENED));
    Incident old =
        IncidentDiffTest.incident("b", "checkout", "orders-db", OPENED, "2026-03-01T10:14:30Z");
    old.latest().setSeverity(Severity.P3);
    Incident gone = IncidentDiffTest.incident("c", "cart", "cache", OPENED, "2026-03-01T10:20:00Z");

    assertThat(BacktestReport.of(tested(List.of(fresh), List.of(old, gone))))
        .isEqualTo(
            """
            1,200 log entries, 3 rejected, from 2026-03-01T10:00:00Z to 2026-03-01T11:00:00Z

            new: new.yaml: 1 incident, detected after 2.5 min in the median
              OPENED                RESOLVED              SEVERITY   DETECTED  CAUSE
              2026-03-01T10:04:30Z  2026-03-01T10:14:30Z  P1          2.5 min  sql slow: cloud sql instance orders-db
                  checkout fails: orders-db has no connection left

            old: built-in defaults: 2 incidents
              OPENED                RESOLVED              SEVERITY   DETECTED  CAUSE
              2026-03-01T10:02:00Z  2026-03-01T10:14:30Z  P3          unknown  sql slow: cloud sql instance orders-db
                  checkout fails: orders-db has no connection left
              2026-03-01T10:02:00Z  2026-03-01T10:20:00Z  P1          unknown  sql slow: cloud sql instance cache
                  checkout fails: orders-db has no connection left

            only in new: none

            only in old: 1
              2026-03-01T10:02:00Z P1 checkout fails: orders-db has no connection left

            in both, but told otherwise: 1
              2026-03-01T10:04:30Z P1 checkout fails: orders-db has no connection left
                  new is 2.5 min later; P1 instead of P3

            in both, the same: none
            """);
  }

  @Test
  void what_strangers_logged_does_not_steer_the_terminal() {
    Incident hostile = new Incident(List.of(Incidents.hostile("\u001b[2Jgone\r\nP0 \u202e")));

    Backtested tested = tested(List.of(hostile), List.of());

    assertThat(BacktestReport.of(tested)).doesNotContain("\u001b", "\r", "\u202e", "\nP0");
    assertThat(BacktestJson.of(tested)).matches("\\p{ASCII}+").hasLineCount(1);
  }

  private static Backtested tested(List<Incident> fresh, List<Incident> old) {
    return new Backtested(
        Backtested.Kind.LOGS,
        List.of("logs.json"),
        List.of(),
        new Backtest.Result(
            1_200,
            3,
            Instant.parse("2026-03-01T10:00:00Z"),
            Instant.parse("2026-03-01T11:00:00Z"),
            List.of()),
        new Backtested.Side("new.yaml", fresh),
        new Backtested.Side(null, old));
  }
}
