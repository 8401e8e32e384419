// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.local.Incidents;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscalationJsonTest {

  private static final String OTHERS =
      """
      "root_cause":{"kind":"SQL_SLOW","component":{"kind":"CLOUD_SQL_INSTANCE","name":"db"},\
      "revision":"checkout-00002-def","basis":"OBSERVED","confidence":0.93},\
      "whys":[{"question":"db","answer":"db","component":{"kind":"CLOUD_RUN_SERVICE","name":"checkout"},\
      "basis":"INFERRED","count":15,\
      "evidence":[{"log_name":"db","insert_id":"a1","timestamp":"2026-03-01T10:01:00.000001Z","excerpt":"db"},\
      {"log_name":"","insert_id":"","timestamp":"1970-01-01T00:00:00Z","excerpt":""}],"query":"db"},\
      {"question":"Why?","answer":"","component":{"kind":"CLOUD_SQL_INSTANCE","name":"db"},\
      "basis":"UNKNOWN","count":0,"evidence":[],"query":null}],\
      "exonerated":[{"kind":"REVISION_CODE","component":{"kind":"CLOUD_RUN_SERVICE","name":"checkout"},"reason":"db"}],\
      "affected":[{"kind":"CLOUD_RUN_SERVICE","name":"checkout"},{"kind":"CLOUD_SQL_INSTANCE","name":"db"}],\
      "decision":"ROLL_BACK",\
      "actions":[{"text":"db","command":"db"},{"text":"db","command":null}],\
      "resolved_at":"2026-03-01T10:12:30.000007Z",\
      "impact":{"failed_requests":41,"requests":100,"share":0.41,"affected_minutes":12},\
      "began_at":"2026-03-01T09:57:00Z",\
      "progress":{"share_at_open":0.5,"share_now":0.25,"services":3,"recovered":1}}
      """;

  @Test
  void an_escalation_is_a_line_with_every_field_by_its_name() {
    assertThat(EscalationJson.lines(List.of(Incidents.full("db"))))
        .isEqualTo(
            """
            {"incident_id":"inc-db","sequence":3,"status":"RESOLVED","severity":"P1",\
            "opened_at":"2026-03-01T10:00:00Z","observed_at":"2026-03-01T10:00:00.000003Z",\
            "project":"acme-prod","title":"db",\
            "symptom":{"component":{"kind":"CLOUD_RUN_SERVICE","name":"checkout"},"signal":"LATENCY",\
            "slo":"db","observed":0.41,"objective":0.99,"burn_rate":41.0},\
            """
                + OTHERS);
  }

  @Test
  void what_is_not_known_is_null_and_what_is_no_number_too() {
    Escalation bare = Incidents.bare("inc-1", 1, IncidentStatus.OPENED);
    bare.getSymptom().setObserved(Double.NaN);

    assertThat(EscalationJson.lines(List.of(bare, bare)).lines())
        .hasSize(2)
        .allSatisfy(line ->
            assertThat(line)
                .contains("\"observed\":null,\"objective\":null,\"burn_rate\":null")
                .contains("\"revision\":null", "\"whys\":[]", "\"resolved_at\":null")
                .contains("\"share\":null"));
  }

  @Test
  void no_text_ends_its_line_or_steers_a_terminal() {
    String hostile = "\u001b[2J\n\"}\u2028\u0000</script>";

    String line = EscalationJson.lines(List.of(Incidents.full(hostile)));

    assertThat(line.lines()).hasSize(1);
    assertThat(line).matches("[\\x20-\\x7e]+\n").contains("\\u001B[2J\\n\\\"}\\u2028\\u0000");
  }
}
