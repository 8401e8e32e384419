// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;

/** Views on incidents for analysts, in DuckDB's SQL. */
final class IncidentViews {

  /**
   * How each incident stands. One that is not over has neither an end nor a duration; one that is
   * over ended when its symptom did, or where nobody said when, at the look that found it over.
   */
  private static final String INCIDENTS =
      """
      CREATE OR REPLACE VIEW incidents AS
      WITH
        latest AS (
          SELECT
            * EXCLUDE (resolved_at),
            CASE WHEN status = 'RESOLVED' THEN coalesce(resolved_at, observed_at) END
              AS resolved_at
          FROM escalations
          QUALIFY
            row_number() OVER (
              PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) = 1)
      SELECT
        incident_id, project, status, severity, began_at, opened_at, resolved_at,
        date_diff('microsecond', began_at, opened_at) / 60e6 AS detection_minutes,
        date_diff('microsecond', opened_at, resolved_at) / 60e6 AS duration_minutes,
        title,
        symptom_component_kind, symptom_component, symptom_signal,
        root_cause_kind, root_cause_component_kind, root_cause_component, root_cause_revision,
        root_cause_basis, root_cause_confidence, decision,
        impact_failed_requests AS failed_requests,
        impact_requests AS requests,
        impact_share AS share,
        impact_affected_minutes AS affected_minutes,
        sequence, observed_at
      FROM latest\
      """;

  /** How long each symptom lasted before anybody was told, where its begin is known. */
  private static final String TIME_TO_DETECT =
      """
      CREATE OR REPLACE VIEW time_to_detect AS
      SELECT
        incident_id, project, severity, symptom_component, symptom_signal,
        began_at, opened_at AS detected_at, detection_minutes AS minutes
      FROM incidents
      WHERE began_at IS NOT NULL\
      """;

  static final List<String> ALL = List.of(INCIDENTS, TIME_TO_DETECT);

  private IncidentViews() {}
}
