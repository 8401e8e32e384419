// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.Severity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the demo prints of incidents while it runs. */
class LiveIncidentsTest {

  private final StringWriter out = new StringWriter();
  private final LiveIncidents live = new LiveIncidents(new PrintWriter(out));

  @Test
  void an_incident_is_told_whole_when_it_opens() {
    live.accept(Incidents.opened());

    assertThat(out).hasToString(IncidentReport.of(List.of(Incidents.opened())));
  }

  @Test
  void a_further_step_says_what_it_changed() {
    live.accept(Incidents.opened());
    out.getBuffer().setLength(0);
    Escalation worse = Incidents.opened();
    worse.setSequence(2);
    worse.setStatus(IncidentStatus.UPDATED);
    worse.setSeverity(Severity.P1);

    live.accept(worse);

    assertThat(out.toString().lines())
        .containsExactly(
            "", "P1  2026-03-01T10:02:00Z, incident 3f2a9c", "    Updated: severity P2 → P1.");
  }

  @Test
  void nothing_that_a_terminal_obeys_is_printed() {
    Escalation first = Incidents.hostile("\u001b[2Jowned\u202e");
    live.accept(first);
    Escalation second = Incidents.hostile("\u001b[31mowned\u202e again");
    second.setIncidentId(first.getIncidentId());
    second.setSequence(2);

    live.accept(second);

    assertThat(out.toString()).doesNotContain("\u001b", "\u202e");
  }
}
