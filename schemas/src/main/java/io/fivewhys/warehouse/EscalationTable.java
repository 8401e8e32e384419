// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static io.fivewhys.warehouse.Column.Type.FLOAT64;
import static io.fivewhys.warehouse.Column.Type.INT64;
import static io.fivewhys.warehouse.Column.Type.STRING;
import static io.fivewhys.warehouse.Column.Type.TIMESTAMP;
import static io.fivewhys.warehouse.Field.nullable;
import static io.fivewhys.warehouse.Field.repeated;
import static io.fivewhys.warehouse.Field.required;

import io.fivewhys.Action;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Progress;
import io.fivewhys.Why;
import io.fivewhys.warehouse.Table.Keep;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Incidents: symptom, cause, impact and progress, of which there is one each, are columns of their
 * own; what there may be many of stays nested.
 */
public final class EscalationTable {

  public static final Mapping<Escalation> ESCALATIONS =
      Mapping.of(
          "escalations",
          List.of("incident_id", "sequence"),
          "observed_at",
          List.of("project", "incident_id"),
          Keep.ALWAYS,
          List.of(
              required(
                  "incident_id",
                  STRING,
                  Escalation::getIncidentId,
                  "The same for all rows of one incident"),
              required(
                  "sequence",
                  INT64,
                  Escalation::getSequence,
                  "1, 2, …: a greater one replaces the smaller"),
              required("status", STRING, Escalation::getStatus, "OPENED, UPDATED or RESOLVED"),
              required("severity", STRING, Escalation::getSeverity, "P0, the worst, to P3"),
              nullable(
                  "began_at",
                  TIMESTAMP,
                  Escalation::getBeganAt,
                  "When the symptom began; null where not known"),
              required(
                  "opened_at",
                  TIMESTAMP,
                  Escalation::getOpenedAt,
                  "When the incident opened, event time"),
              required(
                  "observed_at",
                  TIMESTAMP,
                  Escalation::getObservedAt,
                  "Event time of the look that gave this row"),
              nullable(
                  "resolved_at",
                  TIMESTAMP,
                  Escalation::getResolvedAt,
                  "When the symptom ended; null while it lasts"),
              required("project", STRING, Escalation::getProject, "Google Cloud project"),
              required("title", STRING, Escalation::getTitle, "One line that a person understands"),
              required(
                  "symptom_component_kind",
                  STRING,
                  row -> row.getSymptom().getComponent().getKind(),
                  "Of what showed the symptom"),
              required(
                  "symptom_component",
                  STRING,
                  row -> row.getSymptom().getComponent().getName(),
                  "Its name"),
              required(
                  "symptom_signal",
                  STRING,
                  row -> row.getSymptom().getSignal(),
                  "ERROR_RATE, LATENCY, STARTUP, AVAILABILITY, TRAFFIC"),
              required(
                  "symptom_slo",
                  STRING,
                  row -> row.getSymptom().getSlo(),
                  "The objective that was missed, by name"),
              nullable(
                  "symptom_observed",
                  FLOAT64,
                  row -> row.getSymptom().getObserved(),
                  "What was measured"),
              nullable(
                  "symptom_objective",
                  FLOAT64,
                  row -> row.getSymptom().getObjective(),
                  "What it should be"),
              nullable(
                  "symptom_burn_rate",
                  FLOAT64,
                  row -> row.getSymptom().getBurnRate(),
                  "How fast the error budget goes; 1 is even"),
              required(
                  "root_cause_kind",
                  STRING,
                  row -> row.getRootCause().getKind(),
                  "A fixed word, such as REVISION_CODE"),
              required(
                  "root_cause_component_kind",
                  STRING,
                  row -> row.getRootCause().getComponent().getKind(),
                  "Of what is to blame"),
              required(
                  "root_cause_component",
                  STRING,
                  row -> row.getRootCause().getComponent().getName(),
                  "Its name"),
              nullable(
                  "root_cause_revision",
                  STRING,
                  row -> row.getRootCause().getRevision(),
                  "The revision to blame; null: none is"),
              required(
                  "root_cause_basis",
                  STRING,
                  row -> row.getRootCause().getBasis(),
                  "OBSERVED, INFERRED or UNKNOWN"),
              required(
                  "root_cause_confidence",
                  FLOAT64,
                  row -> row.getRootCause().getConfidence(),
                  "0 to 1"),
              repeated(
                  "whys",
                  Escalation::getWhys,
                  List.of(
                      required("question", STRING, Why::getQuestion, "Why …?"),
                      required("answer", STRING, Why::getAnswer, "A sentence"),
                      required(
                          "component_kind",
                          STRING,
                          why -> why.getComponent().getKind(),
                          "Of what the answer speaks of"),
                      required(
                          "component", STRING, why -> why.getComponent().getName(), "Its name"),
                      required("basis", STRING, Why::getBasis, "OBSERVED, INFERRED or UNKNOWN"),
                      required("count", INT64, Why::getCount, "How often it was seen"),
                      nullable("query", STRING, Why::getQuery, "SQL that counts it again"),
                      repeated(
                          "evidence",
                          Why::getEvidence,
                          List.of(
                              required(
                                  "log_name", STRING, Evidence::getLogName, "As in Cloud Logging"),
                              required(
                                  "insert_id",
                                  STRING,
                                  Evidence::getInsertId,
                                  "Names the entry in its log"),
                              required(
                                  "timestamp", TIMESTAMP, Evidence::getTimestamp, "The entry's"),
                              required(
                                  "excerpt",
                                  STRING,
                                  Evidence::getExcerpt,
                                  "Redacted, at most 300 characters")),
                          "Log entries that prove it")),
                  "From the symptom down to the cause"),
              repeated(
                  "exonerated",
                  Escalation::getExonerated,
                  List.of(
                      required("kind", STRING, Exonerated::getKind, "As root_cause_kind"),
                      required(
                          "component_kind",
                          STRING,
                          exonerated -> exonerated.getComponent().getKind(),
                          "Of what was looked at"),
                      required(
                          "component",
                          STRING,
                          exonerated -> exonerated.getComponent().getName(),
                          "Its name"),
                      required("reason", STRING, Exonerated::getReason, "A sentence")),
                  "What it was not, and why not"),
              repeated(
                  "affected",
                  Escalation::getAffected,
                  List.of(
                      required("kind", STRING, Component::getKind, "Component kind"),
                      required("name", STRING, Component::getName, "Its name")),
                  "What suffers from it"),
              required(
                  "decision",
                  STRING,
                  Escalation::getDecision,
                  "ROLL_BACK, SCALE, FIX_CONFIG, ESCALATE_TO_PROVIDER, INVESTIGATE or WAIT"),
              repeated(
                  "actions",
                  Escalation::getActions,
                  List.of(
                      required("text", STRING, Action::getText, "A sentence"),
                      nullable("command", STRING, Action::getCommand, "That does it")),
                  "What to do, first things first"),
              required(
                  "impact_failed_requests",
                  INT64,
                  row -> row.getImpact().getFailedRequests(),
                  "Requests that failed so far"),
              required(
                  "impact_requests",
                  INT64,
                  row -> row.getImpact().getRequests(),
                  "Requests of the affected services"),
              nullable(
                  "impact_share",
                  FLOAT64,
                  row -> row.getImpact().getShare(),
                  "Failed of all; null without requests"),
              required(
                  "impact_affected_minutes",
                  INT64,
                  row -> row.getImpact().getAffectedMinutes(),
                  "Minutes in which requests failed"),
              nullable(
                  "progress_share_at_open",
                  FLOAT64,
                  row -> progress(row, Progress::getShareAtOpen),
                  "Failed of all just before it opened"),
              nullable(
                  "progress_share_now",
                  FLOAT64,
                  row -> progress(row, Progress::getShareNow),
                  "Failed of all in the last five minutes"),
              nullable(
                  "progress_services",
                  INT64,
                  row -> progress(row, Progress::getServices),
                  "Services that have hurt"),
              nullable(
                  "progress_recovered",
                  INT64,
                  row -> progress(row, Progress::getRecovered),
                  "Of them, those that no longer do")),
          "One row for each step in the life of an incident");

  private EscalationTable() {}

  private static @Nullable Object progress(
      Escalation escalation, Function<Progress, @Nullable Object> field) {
    Progress progress = escalation.getProgress();
    return progress == null ? null : field.apply(progress);
  }
}
