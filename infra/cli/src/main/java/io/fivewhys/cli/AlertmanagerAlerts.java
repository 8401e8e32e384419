// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import io.fivewhys.Severity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Incidents as Alertmanager's API v2 takes alerts, each as it stands. What tells alerts apart is
 * what stays the same all through an incident, and its severity, by which they are routed.
 */
final class AlertmanagerAlerts {

  /**
   * How long an alert that nobody sends again goes on: without an end Alertmanager would call it
   * resolved after its {@code resolve_timeout}, five minutes.
   */
  private static final long LASTS_MICROS = Duration.ofDays(1).toSeconds() * 1_000_000;

  private AlertmanagerAlerts() {}

  static String of(List<Incident> incidents) {
    return JsonText.line(json -> {
      json.writeStartArray();
      for (Incident incident : incidents) {
        Escalation latest = incident.latest();
        alert(
            json,
            latest,
            latest.getSeverity(),
            IncidentText.over(latest) ? IncidentText.end(latest) : null);
      }
      json.writeEndArray();
    });
  }

  /**
   * One step, for a sender that sends nothing until the next: the alert goes on until then, and
   * those of other severities that the incident may have had before end.
   */
  static String step(Escalation e) {
    return JsonText.line(json -> {
      json.writeStartArray();
      boolean over = IncidentText.over(e);
      alert(
          json,
          e,
          e.getSeverity(),
          Math.max(e.getOpenedAt(), over ? IncidentText.end(e) : e.getObservedAt() + LASTS_MICROS));
      if (e.getSequence() > 1) {
        for (Severity severity : Severity.values()) {
          if (severity != e.getSeverity()) {
            alert(json, e, severity, Math.max(e.getOpenedAt(), e.getObservedAt()));
          }
        }
      }
      json.writeEndArray();
    });
  }

  private static void alert(
      JsonGenerator json, Escalation e, Severity severity, @Nullable Long endsAt)
      throws IOException {
    json.writeStartObject();
    AlertLabels.write(json, "labels", AlertLabels.labels(e, severity));
    AlertLabels.write(json, "annotations", AlertLabels.annotations(e));
    json.writeStringField("startsAt", instant(e.getOpenedAt()));
    if (endsAt != null) {
      json.writeStringField("endsAt", instant(endsAt));
    }
    String link = LogsLink.of(e).orElse("");
    if (!link.isEmpty()) {
      json.writeStringField("generatorURL", link);
    }
    json.writeEndObject();
  }

  static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
