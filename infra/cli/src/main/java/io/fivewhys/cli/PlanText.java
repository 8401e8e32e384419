// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.sinks.dataset.Change;
import io.fivewhys.sinks.dataset.Conflict;
import io.fivewhys.sinks.dataset.DatasetPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A plan for people and for machines. What stands in the way comes last, where one looks. */
final class PlanText {

  private PlanText() {}

  static String of(String name, DatasetPlan plan) {
    List<String> lines = new ArrayList<>();
    plan.unknown()
        .forEach(unknown -> lines.add("  " + unknown + ": not of fivewhys, stays as it is"));
    plan.changes().forEach(change -> lines.add(line(change)));
    plan.conflicts().forEach(conflict -> lines.add("! " + conflict));
    long created = plan.changes().stream().filter(Change::creates).count();
    lines.add(
        plan.changes().isEmpty() && plan.conflicts().isEmpty()
            ? nothing(name)
            : "%s: %d to create, %d to change, %d in the way"
                .formatted(
                    name, created, plan.changes().size() - created, plan.conflicts().size()));
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(TerminalText.visible(line)).append(System.lineSeparator()));
    return text.toString();
  }

  static String line(Change change) {
    return TerminalText.visible(
        (change.creates() ? "+ " : "~ ")
            + change.subject()
            + (change.details().isEmpty() ? "" : ": " + String.join("; ", change.details())));
  }

  static String nothing(String name) {
    return TerminalText.visible(name) + ": nothing to change";
  }

  static String json(String name, DatasetPlan plan) {
    return JsonText.line(json -> {
      json.writeStartObject();
      json.writeStringField("warehouse", name);
      json.writeArrayFieldStart("changes");
      for (Change change : plan.changes()) {
        change(json, change);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("conflicts");
      for (Conflict conflict : plan.conflicts()) {
        json.writeStartObject();
        json.writeStringField("subject", conflict.subject());
        json.writeStringField("problem", conflict.problem());
        json.writeStringField("remedy", conflict.remedy());
        json.writeEndObject();
      }
      json.writeEndArray();
      strings(json, "unknown", plan.unknown());
      json.writeEndObject();
    });
  }

  private static void change(JsonGenerator json, Change change) throws IOException {
    json.writeStartObject();
    json.writeStringField("action", change.creates() ? "create" : "change");
    json.writeStringField("subject", change.subject());
    strings(json, "details", change.details());
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
