// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.local.Incidents.micros;
import static io.fivewhys.warehouse.Tables.ESCALATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.Incidents;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.sinks.report.IncidentReader;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record from its topic's bytes to a query, and back, through the real client. */
class EscalationRowsTest {

  private static final String HOSTILE = "'); DROP TABLE x; --\u0000\t\"</script>\uD83D\uDE00";

  @TempDir Path directory;

  @Test
  void everything_said_of_an_incident_arrives_as_it_was() {
    Escalation full = Incidents.full(HOSTILE);
    Path file = file(full);

    assertThat(startingWith(file, "")).containsExactly(full);
    assertThat(startingWith(file, full.getIncidentId())).containsExactly(full);
    assertThat(
            query(
                file,
                "SELECT symptom_component, root_cause_kind, whys[1].count, len(whys[1].evidence),"
                    + " whys[1].evidence[1].insert_id, affected[2].name, actions[2].command"
                    + " FROM escalations"))
        .containsExactly(Arrays.asList("checkout", "SQL_SLOW", 15L, 2L, "a1", HOSTILE, null));
  }

  @Test
  void what_is_not_known_is_null_and_lists_are_empty() {
    Escalation bare = Incidents.bare("inc-1", 1, IncidentStatus.OPENED);
    Path file = file(bare);

    assertThat(startingWith(file, "")).containsExactly(bare);
    assertThat(
            query(
                file,
                "SELECT resolved_at, symptom_burn_rate, root_cause_revision, impact_share, whys,"
                    + " exonerated, affected, actions FROM escalations"))
        .containsExactly(
            Arrays.asList(null, null, null, null, List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void an_incident_that_nobody_knows_has_no_escalations() {
    Path file = file(Incidents.bare("inc-1", 1, IncidentStatus.OPENED));

    assertThat(startingWith(file, "x' OR incident_id = 'inc-1")).isEmpty();
  }

  @Test
  void escalations_are_read_in_the_order_in_which_their_incidents_opened() {
    Escalation late = Incidents.bare("a", 1, IncidentStatus.OPENED);
    late.setOpenedAt(micros("2026-03-01T11:00:00Z"));
    Path file =
        file(
            late,
            Incidents.bare("b", 2, IncidentStatus.UPDATED),
            Incidents.bare("b", 1, IncidentStatus.OPENED));

    assertThat(startingWith(file, ""))
        .extracting(e -> e.getIncidentId() + e.getSequence())
        .containsExactly("b1", "b2", "a1");
  }

  @Test
  void an_incident_is_as_its_latest_row_says() {
    Escalation over = Incidents.full("db");
    Escalation before = Incidents.bare("inc-db", 2, IncidentStatus.UPDATED);
    Escalation unsaid = Incidents.bare("unsaid", 1, IncidentStatus.RESOLVED);
    unsaid.setObservedAt(micros("2026-03-01T10:03:00Z"));
    Escalation again = Incidents.bare("again", 3, IncidentStatus.UPDATED);
    Escalation once = Incidents.full("again");
    once.setIncidentId("again");
    once.setSequence(2);
    Path file = file(over, before, unsaid, again, once);

    assertThat(
            query(
                file,
                "SELECT incident_id, status, severity, CAST(resolved_at AS VARCHAR),"
                    + " duration_minutes, root_cause_kind, failed_requests, share, detection_minutes"
                    + " FROM incidents ORDER BY incident_id"))
        .containsExactly(
            Arrays.asList("again", "UPDATED", "P3", null, null, "UNKNOWN", 0L, null, null),
            Arrays.asList(
                "inc-db",
                "RESOLVED",
                "P1",
                "2026-03-01 10:12:30.000007",
                750_000_007 / 60e6,
                "SQL_SLOW",
                41L,
                0.41,
                3.0),
            Arrays.asList(
                "unsaid", "RESOLVED", "P3", "2026-03-01 10:03:00", 3.0, "UNKNOWN", 0L, null, null));
    assertThat(query(file, "SELECT incident_id, minutes FROM time_to_detect"))
        .containsExactly(List.of("inc-db", 3.0));
  }

  private static List<Escalation> startingWith(Path file, String prefix) {
    return WarehouseQuery.read(
        file, c -> new IncidentReader(new DuckDbReader(c)).startingWith(prefix));
  }

  private static List<List<@Nullable Object>> query(Path file, String sql) {
    return WarehouseQuery.run(file, sql).rows();
  }

  private Path file(Escalation... escalations) {
    Path exported = directory.resolve("exported.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(directory.resolve("w.duckdb"));
        TableWriter writer =
            warehouse.writer(
                ESCALATIONS,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      for (Escalation escalation : escalations) {
        byte[] message = Topics.ESCALATIONS.codec().encode(escalation);
        writer.append(
            RowMapper.rows(Topics.ESCALATIONS.codec().decode(message)).getFirst().values());
      }
      writer.flush();
      warehouse.export(exported);
    }
    return exported;
  }
}
