// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Incidents as Alertmanager's API v2 takes alerts, each as it stands. What tells alerts apart is
 * what stays the same all through an incident, and its severity, by which they are routed.
 */
final class AlertmanagerAlerts {

  private AlertmanagerAlerts() {}

  static String of(List<Incident> incidents) {
    return JsonText.line(json -> {
      json.writeStartArray();
      for (Incident incident : incidents) {
        alert(json, incident.latest());
      }
      json.writeEndArray();
    });
  }

  private static void alert(JsonGenerator json, Escalation e) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("labels");
    json.writeStringField("alertname", "fivewhys");
    json.writeStringField("incident_id", e.getIncidentId());
    json.writeStringField("severity", e.getSeverity().name());
    json.writeStringField("project", e.getProject());
    json.writeStringField("component_kind", e.getSymptom().getComponent().getKind().name());
    json.writeStringField("component", e.getSymptom().getComponent().getName());
    json.writeStringField("signal", e.getSymptom().getSignal().name());
    json.writeEndObject();
    json.writeObjectFieldStart("annotations");
    json.writeStringField("summary", e.getTitle());
    json.writeStringField("description", IncidentSummary.of(e));
    json.writeStringField("root_cause", IncidentText.cause(e.getRootCause()));
    json.writeStringField("decision", e.getDecision().name());
    json.writeEndObject();
    json.writeStringField("startsAt", instant(e.getOpenedAt()));
    if (IncidentText.over(e)) {
      json.writeStringField("endsAt", instant(IncidentText.end(e)));
    }
    json.writeEndObject();
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
