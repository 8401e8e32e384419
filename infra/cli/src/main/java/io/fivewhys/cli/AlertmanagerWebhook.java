// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An escalation as Alertmanager's webhooks send it, version 4: a group of one alert. For whatever
 * takes alerts from an Alertmanager, without one.
 */
final class AlertmanagerWebhook {

  private static final String NEVER = "0001-01-01T00:00:00Z";

  private AlertmanagerWebhook() {}

  static String step(Escalation e) {
    return JsonText.line(json -> message(json, e));
  }

  private static void message(JsonGenerator json, Escalation e) throws IOException {
    SortedMap<String, String> labels = AlertLabels.labels(e, e.getSeverity());
    SortedMap<String, String> group = new TreeMap<>();
    group.put("incident_id", String.valueOf(labels.get("incident_id")));
    json.writeStartObject();
    json.writeStringField("version", "4");
    json.writeStringField("groupKey", "fivewhys/" + group.get("incident_id"));
    json.writeNumberField("truncatedAlerts", 0);
    json.writeStringField("status", status(e));
    json.writeStringField("receiver", "fivewhys");
    AlertLabels.write(json, "groupLabels", group);
    AlertLabels.write(json, "commonLabels", labels);
    AlertLabels.write(json, "commonAnnotations", AlertLabels.annotations(e));
    json.writeStringField("externalURL", "");
    json.writeArrayFieldStart("alerts");
    json.writeStartObject();
    json.writeStringField("status", status(e));
    AlertLabels.write(json, "labels", labels);
    AlertLabels.write(json, "annotations", AlertLabels.annotations(e));
    json.writeStringField("startsAt", AlertmanagerAlerts.instant(e.getOpenedAt()));
    json.writeStringField(
        "endsAt", IncidentText.over(e) ? AlertmanagerAlerts.instant(IncidentText.end(e)) : NEVER);
    json.writeStringField("generatorURL", LogsLink.of(e).orElse(""));
    json.writeStringField("fingerprint", AlertLabels.fingerprint(labels));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String status(Escalation e) {
    return IncidentText.over(e) ? "resolved" : "firing";
  }
}
