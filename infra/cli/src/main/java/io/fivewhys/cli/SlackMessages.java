// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Action;
import io.fivewhys.Escalation;
import java.io.IOException;

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

  static String step(Escalation escalation) {
    return JsonText.line(json -> message(json, escalation));
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
    plain(json, TextLimit.characters(IncidentSummary.of(e), SECTION));
    json.writeEndObject();
    for (Action action : e.getActions().stream().limit(MOST_COMMANDS).toList()) {
      if (action.getCommand() != null && !action.getCommand().isBlank()) {
        command(json, TextLimit.characters(TerminalText.visible(action.getCommand()), SECTION));
      }
    }
    link(json, LogsLink.of(e).orElse(""));
    json.writeEndArray();
    // Slack fetches no address that a stranger logged.
    json.writeBooleanField("unfurl_links", false);
    json.writeBooleanField("unfurl_media", false);
    json.writeEndObject();
  }

  /** The address is ours and percent-encoded, so nothing in it ends the markup. */
  private static void link(JsonGenerator json, String address) throws IOException {
    if (address.isEmpty() || address.length() > SECTION / 2) {
      return;
    }
    json.writeStartObject();
    json.writeStringField("type", "context");
    json.writeArrayFieldStart("elements");
    json.writeStartObject();
    json.writeStringField("type", "mrkdwn");
    json.writeStringField("text", "<" + address + "|" + LogsLink.TEXT + ">");
    json.writeEndObject();
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

  /** The text beside the blocks is read as markup, of which these three begin everything. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
