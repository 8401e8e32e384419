// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Action;
import io.fivewhys.Escalation;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Escalations as messages for Slack, one a line. What strangers logged stands in plain and
 * preformatted text only, where nothing is a mention, a link or a style.
 */
final class SlackMessages {

  /** Slack's limits, characters; commands get what a reader can still take in. */
  private static final int HEADER = 150;

  private static final int SECTION = 3000;
  private static final int MOST_COMMANDS = 5;

  private SlackMessages() {}

  static String of(List<Escalation> escalations) {
    return escalations.stream()
        .map(escalation -> JsonText.line(json -> message(json, escalation)))
        .collect(Collectors.joining());
  }

  private static void message(JsonGenerator json, Escalation e) throws IOException {
    String title = e.getSeverity() + " " + IncidentText.words(e.getStatus()) + ": " + e.getTitle();
    json.writeStartObject();
    json.writeStringField("text", escaped(TerminalText.cut(title, SECTION)));
    json.writeArrayFieldStart("blocks");
    json.writeStartObject();
    json.writeStringField("type", "header");
    plain(json, TerminalText.cut(title, HEADER));
    json.writeEndObject();
    json.writeStartObject();
    json.writeStringField("type", "section");
    plain(json, cut(IncidentSummary.of(e)));
    json.writeEndObject();
    for (Action action : e.getActions().stream().limit(MOST_COMMANDS).toList()) {
      if (action.getCommand() != null && !action.getCommand().isBlank()) {
        command(json, TerminalText.visible(action.getCommand()));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void plain(JsonGenerator json, String text) throws IOException {
    json.writeObjectFieldStart("text");
    json.writeStringField("type", "plain_text");
    json.writeBooleanField("emoji", false);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static void command(JsonGenerator json, String command) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "rich_text");
    json.writeArrayFieldStart("elements");
    json.writeStartObject();
    json.writeStringField("type", "rich_text_preformatted");
    json.writeArrayFieldStart("elements");
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", command);
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String cut(String text) {
    return TerminalText.length(text) <= SECTION
        ? text
        : text.substring(0, text.offsetByCodePoints(0, SECTION - 1)) + "…";
  }

  /** The text beside the blocks is read as markup, of which these three begin everything. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
