// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.local.incidents.Assessment.Result;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The judge itself. */
class AssessmentTest {

  private static final Instant ONSET = Instant.parse("2026-10-04T09:30:00Z");
  private static final Instant END = Instant.parse("2026-10-04T10:15:00Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Truth TRUTH =
      Truth.of(
              Expected.incident(
                      ONSET.getEpochSecond() * Cloud.SECOND,
                      ComponentKind.CLOUD_SQL_INSTANCE,
                      "pg1",
                      CauseKind.SQL_SLOW)
                  .until(Instant.parse("2026-10-04T09:50:00Z").getEpochSecond() * Cloud.SECOND))
          .never("app-connector");

  @Test
  void the_truth_in_time_and_with_evidence_is_right() throws Exception {
    Result result =
        assess(
            record(1, "OPENED", "09:31:10", "SQL_SLOW", "pg1", "known"),
            record(2, "RESOLVED", "10:05:00", "SQL_SLOW", "pg1", "known"));

    assertThat(result.faults()).isEmpty();
    assertThat(result.openedRight()).isEqualTo(1);
  }

  @Test
  void each_lie_is_a_fault() throws Exception {
    Result result =
        assess(
            record(1, "OPENED", "09:36:00", "SQL_SLOW", "pg1", "known"),
            record(3, "UPDATED", "09:40:00", "CONNECTOR_SATURATION", "app-connector", "made-up"));

    assertThat(String.join("\n", result.faults()))
        .contains("after its onset")
        .contains("is blamed on CONNECTOR_SATURATION")
        .contains("still open")
        .contains("innocent")
        .contains("has sequence 3")
        .contains("in no entry");
  }

  private static Result assess(String... records) throws Exception {
    List<JsonNode> read = new ArrayList<>();
    for (String record : records) {
      read.add(JSON.readTree(record));
    }
    return new Assessment(
            TRUTH, List.of(new Told("a", read)), Map.of("known", ONSET.plusSeconds(20)), END)
        .assess();
  }

  private static String record(
      int sequence, String status, String time, String kind, String name, String insertId) {
    String componentKind = kind.startsWith("SQL") ? "CLOUD_SQL_INSTANCE" : "VPC_CONNECTOR";
    return """
    {"incident_id":"a","sequence":%d,"status":"%s","opened_at":"2026-10-04T09:30:00Z",
     "observed_at":"2026-10-04T%sZ","title":"t",
     "root_cause":{"kind":"%s","component":{"kind":"%s","name":"%s"},"revision":null,"basis":"OBSERVED"},
     "whys":[{"answer":"a","basis":"OBSERVED","count":1,"evidence":[{"log_name":"l","insert_id":"%s",
      "timestamp":"2026-10-04T09:30:20Z","excerpt":"e"}]}],
     "exonerated":[],"affected":[],"decision":"INVESTIGATE","actions":[]}
    """
        .formatted(sequence, status, time, kind, componentKind, name, insertId);
  }
}
