// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.RootCause;
import io.fivewhys.cli.IncidentDiff.Pair;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A backtest for machines: one JSON document, names as in {@code escalations.ndjson}. */
final class BacktestJson {

  private final JsonGenerator json;

  private BacktestJson(JsonGenerator json) {
    this.json = json;
  }

  static String of(Backtested tested) {
    return JsonText.line(json -> new BacktestJson(json).write(tested));
  }

  private void write(Backtested tested) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("source");
    json.writeStringField("kind", tested.kind().word());
    texts("names", tested.sources());
    json.writeNumberField("read", tested.read().read());
    json.writeNumberField("rejected", tested.read().rejected());
    json.writeStringField("from", text(tested.read().first()));
    json.writeStringField("to", text(tested.read().last()));
    json.writeEndObject();
    texts("limits", tested.limits());
    side("new", tested.fresh());
    side("old", tested.old());
    IncidentDiff diff = tested.diff();
    texts("only_in_new", ids(diff.onlyNew()));
    texts("only_in_old", ids(diff.onlyOld()));
    json.writeArrayFieldStart("in_both");
    for (Pair pair : diff.both()) {
      pair(pair);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void side(String name, Backtested.Side side) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("config", side.config());
    json.writeArrayFieldStart("incidents");
    for (Incident incident : side.incidents()) {
      incident(incident.latest());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void incident(Escalation latest) throws IOException {
    json.writeStartObject();
    json.writeStringField("incident_id", latest.getIncidentId());
    json.writeStringField("project", latest.getProject());
    json.writeStringField("status", latest.getStatus().name());
    json.writeStringField("severity", latest.getSeverity().name());
    json.writeStringField("began_at", time(latest.getBeganAt()));
    json.writeStringField("opened_at", time(latest.getOpenedAt()));
    json.writeStringField(
        "resolved_at", IncidentText.over(latest) ? time(IncidentText.end(latest)) : null);
    Double minutes = Backtested.detectionMinutes(latest);
    if (minutes == null) {
      json.writeNullField("detection_minutes");
    } else {
      json.writeNumberField("detection_minutes", minutes);
    }
    json.writeStringField("title", latest.getTitle());
    RootCause cause = latest.getRootCause();
    json.writeObjectFieldStart("root_cause");
    json.writeStringField("kind", cause.getKind().name());
    json.writeFieldName("component");
    component(cause.getComponent());
    json.writeStringField("revision", cause.getRevision());
    json.writeStringField("basis", cause.getBasis().name());
    json.writeEndObject();
    json.writeArrayFieldStart("affected");
    for (Component affected : latest.getAffected()) {
      component(affected);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void component(Component component) throws IOException {
    json.writeStartObject();
    json.writeStringField("kind", component.getKind().name());
    json.writeStringField("name", component.getName());
    json.writeEndObject();
  }

  private void pair(Pair pair) throws IOException {
    json.writeStartObject();
    json.writeStringField("new", pair.fresh().id());
    json.writeStringField("old", pair.old().id());
    json.writeBooleanField("same", pair.same());
    json.writeNumberField("opened_later_minutes", Backtested.minutes(pair.laterMicros()));
    json.writeBooleanField("same_severity", pair.sameSeverity());
    json.writeBooleanField("same_cause", pair.sameCause());
    json.writeEndObject();
  }

  private void texts(String name, List<String> texts) throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static List<String> ids(List<Incident> incidents) {
    return incidents.stream().map(Incident::id).toList();
  }

  private static @Nullable String time(@Nullable Long micros) {
    return micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
