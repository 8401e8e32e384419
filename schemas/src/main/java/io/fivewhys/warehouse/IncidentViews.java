// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Result.PROJECT;
import static io.fivewhys.warehouse.Result.number;
import static io.fivewhys.warehouse.Result.text;
import static io.fivewhys.warehouse.Result.time;
import static io.fivewhys.warehouse.Result.whole;

import java.util.List;

/**
 * Views on incidents, and on what must not be. An incident that is not over has no end; one that is
 * over ended when its symptom did, or where nobody said when, at the look that found it over.
 */
final class IncidentViews {

  private static final Result INCIDENT_ID = text("incident_id", "Names the incident");
  private static final Result SEVERITY = text("severity", "P0, the worst, to P3");
  private static final Result SYMPTOM_COMPONENT = text("symptom_component", "What showed it");
  private static final Result SYMPTOM_SIGNAL =
      text("symptom_signal", "ERROR_RATE, LATENCY, STARTUP, AVAILABILITY or TRAFFIC");
  private static final Result BEGAN_AT =
      time("began_at", "When the symptom began; null where not known");

  private static final View INCIDENTS =
      new View(
          "incidents",
          List.of(
              INCIDENT_ID,
              PROJECT,
              text("status", "OPENED, UPDATED or RESOLVED"),
              SEVERITY,
              BEGAN_AT,
              time("opened_at", "When it was told"),
              time("resolved_at", "When it was over; null while it lasts"),
              number("detection_minutes", "From began_at until opened_at: time to detect"),
              number("duration_minutes", "From opened_at until resolved_at"),
              text("title", "One line that a person understands"),
              text("symptom_component_kind", "Of what showed the symptom"),
              SYMPTOM_COMPONENT,
              SYMPTOM_SIGNAL,
              text("root_cause_kind", "A fixed word, such as REVISION_CODE"),
              text("root_cause_component_kind", "Of what is to blame"),
              text("root_cause_component", "Its name"),
              text("root_cause_revision", "The revision to blame; null: none is"),
              text("root_cause_basis", "OBSERVED, INFERRED or UNKNOWN"),
              number("root_cause_confidence", "0 to 1"),
              text("decision", "ROLL_BACK, SCALE, FIX_CONFIG, …"),
              whole("failed_requests", "Requests that failed"),
              whole("requests", "Requests of the affected services"),
              number("share", "failed_requests / requests; null without requests"),
              whole("affected_minutes", "Minutes in which requests failed"),
              whole("sequence", "Number of its latest step"),
              time("observed_at", "Event time of that step"),
              number(
                  "restore_minutes",
                  "From began_at, or where not known opened_at, until resolved_at: time to restore")),
          "One row for each incident, as it stands");

  private static final View TIME_TO_DETECT =
      new View(
          "time_to_detect",
          List.of(
              INCIDENT_ID,
              PROJECT,
              SEVERITY,
              SYMPTOM_COMPONENT,
              SYMPTOM_SIGNAL,
              BEGAN_AT,
              time("detected_at", "When the incident opened"),
              number("minutes", "Between the two")),
          "One row for each incident whose begin is known");

  private static final View DUPLICATE_ROWS =
      new View(
          "duplicate_rows",
          List.of(
              text("table_name", "Which table"),
              text("row_key", "Its key columns, blanks between"),
              whole("times", "How many rows have this key")),
          "One row for each key that occurs more than once in its table: there must be none");

  static final List<View> ALL = List.of(INCIDENTS, TIME_TO_DETECT, DUPLICATE_ROWS);

  private IncidentViews() {}
}
