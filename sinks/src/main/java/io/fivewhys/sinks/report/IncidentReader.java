// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.time.Instant;
import java.util.List;

/** Reads incidents: how each stands, and how one came to stand so. */
public record IncidentReader(WarehouseReader reader) {

  /** How long before a range an incident may have been heard of last and still be open in it. */
  private static final long HEARD_MINUTES = 28 * 1_440;

  private static final String COLUMNS =
      """
      incident_id, sequence, status, severity, began_at, opened_at, observed_at, resolved_at,
        project, title, symptom_component_kind, symptom_component, symptom_signal, symptom_slo,
        symptom_observed, symptom_objective, symptom_burn_rate, root_cause_kind,
        root_cause_component_kind, root_cause_component, root_cause_revision, root_cause_basis,
        root_cause_confidence, {whys} AS whys, exonerated, affected, decision, actions,
        impact_failed_requests, impact_requests, impact_share, impact_affected_minutes,
        progress_share_at_open, progress_share_now, progress_services, progress_recovered
      """;

  private static final String STANDING =
      """
      FROM (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) AS place
        FROM {dataset}.escalations WHERE observed_at >= ?)
      WHERE place = 1 AND opened_at < ?
        AND (status <> 'RESOLVED' OR COALESCE(resolved_at, observed_at) >= ?)
      """;

  /** Those that lie in the range at least in part: the open ones first, then the newest. */
  List<Escalation> standing(Range range, int most) {
    return reader
        .rows(
            "SELECT "
                + COLUMNS
                + STANDING
                + "ORDER BY IF(status = 'RESOLVED', 1, 0), opened_at DESC, incident_id LIMIT "
                + most,
            heard(range),
            range.end(),
            range.start())
        .stream()
        .map(EscalationRow::escalation)
        .toList();
  }

  long count(Range range) {
    return reader
        .rows("SELECT COUNT(*) AS incidents " + STANDING, heard(range), range.end(), range.start())
        .getFirst()
        .number("incidents");
  }

  /** Every step of one incident; none where there is no such incident. */
  List<Escalation> steps(String id, Instant since) {
    return reader
        .rows(
            "SELECT "
                + COLUMNS
                + "FROM {dataset}.escalations WHERE observed_at >= ? AND incident_id = ?"
                + " ORDER BY sequence, observed_at",
            since,
            id)
        .stream()
        .map(EscalationRow::escalation)
        .toList();
  }

  /** Every step of every incident, in the order in which incidents opened. */
  public List<Escalation> all() {
    return startingWith("");
  }

  /** Every step of the incidents whose ids begin so. */
  public List<Escalation> startingWith(String prefix) {
    return reader
        .rows(
            "SELECT "
                + COLUMNS
                + "FROM (SELECT *, MIN(opened_at) OVER (PARTITION BY incident_id) AS first"
                + " FROM {dataset}.escalations WHERE observed_at >= ?)"
                + " WHERE STARTS_WITH(incident_id, ?) ORDER BY first, incident_id, sequence",
            Instant.EPOCH,
            prefix)
        .stream()
        .map(EscalationRow::escalation)
        .toList();
  }

  private static Instant heard(Range range) {
    return Range.at(range.from() - HEARD_MINUTES);
  }
}
