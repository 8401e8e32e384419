// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Escalation;
import io.fivewhys.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Labels and annotations of an incident, as Prometheus and its Alertmanager have them. */
final class AlertLabels {

  static final String SEVERITY = "severity";

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private AlertLabels() {}

  static SortedMap<String, String> labels(Escalation e, Severity severity) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("alertname", "fivewhys");
    labels.put("incident_id", plain(e.getIncidentId()));
    labels.put(SEVERITY, severity.name());
    labels.put("project", plain(e.getProject()));
    labels.put("component_kind", e.getSymptom().getComponent().getKind().name());
    labels.put("component", plain(e.getSymptom().getComponent().getName()));
    labels.put("signal", e.getSymptom().getSignal().name());
    return labels;
  }

  static SortedMap<String, String> annotations(Escalation e) {
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("summary", plain(e.getTitle()));
    annotations.put("description", IncidentSummary.of(e));
    annotations.put("root_cause", plain(IncidentText.cause(e.getRootCause())));
    annotations.put("decision", e.getDecision().name());
    return annotations;
  }

  /**
   * By which receivers know an alert again: of what stays the same all through an incident. The
   * hash is Prometheus' own, FNV-1a over names and values.
   */
  static String fingerprint(SortedMap<String, String> labels) {
    long hash = FNV_OFFSET;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!label.getKey().equals(SEVERITY)) {
        hash = hashed(hashed(hash, label.getKey()), label.getValue());
      }
    }
    return "%016x".formatted(hash);
  }

  private static long hashed(long begun, String text) {
    long hash = begun;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return (hash ^ 0xff) * FNV_PRIME; // a separator that is in no UTF-8
  }

  static void write(JsonGenerator json, String name, SortedMap<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static String plain(String text) {
    return TerminalText.plain(text);
  }
}
