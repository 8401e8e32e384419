// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import io.fivewhys.Severity;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Escalations as PagerDuty's Events API v2 takes events, one a line: an incident's first step
 * triggers an alert, later ones go to the same one, the last resolves it.
 */
final class PagerDutyEvents {

  /** The API's limits, characters. */
  private static final int DEDUP_KEY = 255;

  private static final int SUMMARY = 1024;

  private PagerDutyEvents() {}

  static String of(List<Escalation> escalations) {
    return escalations.stream()
        .map(escalation -> JsonText.line(json -> event(json, escalation)))
        .collect(Collectors.joining());
  }

  private static void event(JsonGenerator json, Escalation e) throws IOException {
    json.writeStartObject();
    json.writeStringField("routing_key", "ROUTING_KEY");
    json.writeStringField("event_action", IncidentText.over(e) ? "resolve" : "trigger");
    json.writeStringField(
        "dedup_key", TerminalText.cut("fivewhys/" + e.getIncidentId(), DEDUP_KEY));
    json.writeObjectFieldStart("payload");
    json.writeStringField("summary", TerminalText.cut(e.getTitle(), SUMMARY));
    json.writeStringField("source", e.getSymptom().getComponent().getName());
    json.writeStringField("severity", severity(e.getSeverity()));
    json.writeStringField(
        "timestamp", Instant.EPOCH.plus(e.getObservedAt(), ChronoUnit.MICROS).toString());
    json.writeStringField("component", e.getRootCause().getComponent().getName());
    json.writeStringField("group", e.getProject());
    json.writeStringField("class", e.getRootCause().getKind().name());
    json.writeObjectFieldStart("custom_details");
    json.writeStringField("incident_id", e.getIncidentId());
    json.writeNumberField("sequence", e.getSequence());
    json.writeStringField("decision", e.getDecision().name());
    json.writeStringField("details", IncidentSummary.of(e));
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String severity(Severity severity) {
    return switch (severity) {
      case P0 -> "critical";
      case P1 -> "error";
      case P2 -> "warning";
      case P3 -> "info";
    };
  }
}
