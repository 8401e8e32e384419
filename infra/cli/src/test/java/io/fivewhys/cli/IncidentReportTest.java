// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentReportTest {

  @Test
  void an_incident_is_a_block_as_its_last_step_tells_it() {
    assertThat(
            IncidentReport.of(
                List.of(Incidents.opened(), Incidents.resolved(), Incidents.updated())))
        .isEqualTo(
            """

            P1  checkout fails: orders-db has no connection left
                incident 3f2a9c, began 2026-03-01T09:59:00Z, opened 2026-03-01T10:02:00Z, resolved
                2026-03-01T10:14:30Z after 12 min
                hurts: cloud run service checkout: error rate 0.41, objective 0.99, burning 41 times too fast
                       (availability)
                impact: 410 of 1,000 requests failed (41 %), in 2 minutes
                Why does checkout answer 500?
                → It cannot connect to orders-db. [cloud run service checkout; observed, 1,240×]
                  | FATAL: remaining connection slots are reserved
                  Why are no connections left?
                  → Every instance keeps ten open. [cloud sql instance orders-db; inferred]
                cause: sql connections exhausted: cloud sql instance orders-db (inferred, confidence 0.7)
                not revision code of cloud run service checkout: the old revision fails as well
                affected: cloud run service checkout, cloud run service cart
                do: scale
                  - Allow more connections.
                    $ gcloud sql instances patch orders-db --database-flags=max_connections=200
                  - Then make the pools smaller.
            """);
  }

  @Test
  void nothing_is_said_of_no_incidents() {
    assertThat(IncidentReport.of(List.of())).isEmpty();
  }

  @Test
  void nothing_that_a_terminal_obeys_gets_through() {
    String hostile = "a\u001b[2J\u001b]0;title\u0007b\r\nc\u009b31md\u202ee\u2028f\u0000g\ud800h";

    String text = IncidentReport.of(List.of(Incidents.hostile(hostile)));

    assertThat(text.codePoints().filter(c -> c != '\n'))
        .noneMatch(c ->
            Character.isISOControl(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE
                || Character.getType(c) == Character.LINE_SEPARATOR);
    assertThat(text.lines()).hasSize(15).contains("P2  ab cd e f g h");
  }

  @Test
  void whatever_is_long_is_wrapped_and_ends_somewhere_but_commands_stay_whole() {
    Escalation long_ = Incidents.hostile("many words ".repeat(500));

    List<String> lines = IncidentReport.of(List.of(long_)).lines().toList();

    assertThat(lines).hasSizeLessThan(60);
    assertThat(lines)
        .filteredOn(line -> line.length() > 100)
        .hasSize(1)
        .first()
        .asString()
        .contains("$ many");
  }

  @Test
  void past_ten_incidents_it_says_where_the_rest_is() {
    List<Escalation> steps = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Escalation step = Incidents.opened();
      step.setIncidentId("i" + i);
      steps.add(step);
    }

    assertThat(IncidentReport.of(steps))
        .endsWith("\n… and 2 incidents more: ./fivewhys query 'SELECT * FROM incidents'\n")
        .contains("incident i9,")
        .doesNotContain("incident i10,");
  }
}
