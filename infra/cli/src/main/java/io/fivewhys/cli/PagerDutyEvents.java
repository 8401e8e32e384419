// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import io.fivewhys.Severity;
import java.io.IOException;

/**
 * Escalations as PagerDuty's Events API v2 takes events, one a line: an incident's first step
 * triggers an alert, later ones go to the same one, the last resolves it.
 */
final class PagerDutyEvents {

  /** Stands where the key of an integration goes. */
  static final String ROUTING_KEY = "ROUTING_KEY";

  /** The API's limits, characters. */
  private static final int DEDUP_KEY = 255;

  private static final int SUMMARY = 1024;

  /** So that an event stays under 512 KB, though each character may take twelve bytes of JSON. */
  private static final int DETAILS = 30_000;

  private PagerDutyEvents() {}

  static String step(Escalation escalation, String routingKey) {
    return JsonText.line(json -> event(json, escalation, routingKey));
  }

  private static void event(JsonGenerator json, Escalation e, String routingKey)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("routing_key", routingKey);
    json.writeStringField("event_action", IncidentText.over(e) ? "resolve" : "trigger");
    json.writeStringField("dedup_key", TerminalText.cut(e.getIncidentId(), DEDUP_KEY));
    json.writeStringField("client", "fivewhys");
    json.writeObjectFieldStart("payload");
    json.writeStringField("summary", TerminalText.cut(e.getTitle(), SUMMARY));
    json.writeStringField("source", name(e.getSymptom().getComponent().getName()));
    json.writeStringField("severity", severity(e.getSeverity()));
    json.writeStringField("timestamp", AlertmanagerAlerts.instant(e.getObservedAt()));
    json.writeStringField("component", name(e.getRootCause().getComponent().getName()));
    json.writeStringField("group", name(e.getProject()));
    json.writeStringField("class", e.getRootCause().getKind().name());
    json.writeObjectFieldStart("custom_details");
    json.writeStringField("incident_id", name(e.getIncidentId()));
    json.writeNumberField("sequence", e.getSequence());
    json.writeStringField("decision", e.getDecision().name());
    json.writeStringField("details", TextLimit.characters(IncidentSummary.of(e), DETAILS));
    json.writeEndObject();
    json.writeEndObject();
    links(json, LogsLink.of(e).orElse(""));
    json.writeEndObject();
  }

  private static void links(JsonGenerator json, String link) throws IOException {
    if (!link.isEmpty()) {
      json.writeArrayFieldStart("links");
      json.writeStartObject();
      json.writeStringField("href", link);
      json.writeStringField("text", LogsLink.TEXT);
      json.writeEndObject();
      json.writeEndArray();
    }
  }

  private static String name(String name) {
    return TerminalText.cut(name, SUMMARY);
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
