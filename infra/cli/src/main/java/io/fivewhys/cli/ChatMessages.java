// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fivewhys.Action;
import io.fivewhys.Escalation;
import java.io.IOException;

/**
 * Escalations as messages for Google Chat, one a line: a card each, those of an incident in one
 * thread. What strangers logged is escaped for the card's HTML; it mentions nobody, as only a
 * message's text can.
 */
final class ChatMessages {

  /** Chat's limit, of the whole message. */
  private static final int MOST_BYTES = 32_000;

  private static final int TITLE = 300;
  private static final int SUMMARY = 8_000;
  private static final int COMMAND = 500;
  private static final int MOST_COMMANDS = 5;

  private ChatMessages() {}

  static String step(Escalation escalation) {
    int share = 1;
    String message = message(escalation, share);
    while (message.length() > MOST_BYTES) { // ASCII: a character is a byte
      share *= 2;
      message = message(escalation, share);
    }
    return message;
  }

  /** With each text cut to its length divided by {@code share}. */
  private static String message(Escalation e, int share) {
    return JsonText.line(json -> {
      String head = e.getSeverity() + " " + IncidentText.words(e.getStatus());
      String title = TerminalText.cut(e.getTitle(), TITLE / share + 1);
      json.writeStartObject();
      json.writeStringField("fallbackText", unmarked(head + ": " + title));
      json.writeObjectFieldStart("thread");
      json.writeStringField("threadKey", TerminalText.cut(e.getIncidentId(), TITLE));
      json.writeEndObject();
      json.writeArrayFieldStart("cardsV2");
      json.writeStartObject();
      json.writeStringField("cardId", "fivewhys-" + e.getSequence());
      json.writeObjectFieldStart("card");
      json.writeObjectFieldStart("header");
      json.writeStringField("title", head);
      json.writeStringField(
          "subtitle", unmarked(TerminalText.cut(e.getProject(), TITLE / share + 1)));
      json.writeEndObject();
      json.writeArrayFieldStart("sections");
      json.writeStartObject();
      json.writeArrayFieldStart("widgets");
      paragraph(json, "<b>" + escaped(title) + "</b>");
      paragraph(json, escaped(TextLimit.characters(IncidentSummary.of(e), SUMMARY / share + 1)));
      for (Action action : e.getActions().stream().limit(MOST_COMMANDS).toList()) {
        if (action.getCommand() != null && !action.getCommand().isBlank()) {
          paragraph(json, escaped(TerminalText.cut(action.getCommand(), COMMAND / share + 1)));
        }
      }
      button(json, LogsLink.of(e).orElse(""));
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    });
  }

  private static void paragraph(JsonGenerator json, String html) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("textParagraph");
    json.writeStringField("text", html);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void button(JsonGenerator json, String link) throws IOException {
    if (link.isEmpty()) {
      return;
    }
    json.writeStartObject();
    json.writeObjectFieldStart("buttonList");
    json.writeArrayFieldStart("buttons");
    json.writeStartObject();
    json.writeStringField("text", LogsLink.TEXT);
    json.writeObjectFieldStart("onClick");
    json.writeObjectFieldStart("openLink");
    json.writeStringField("url", link);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\n", "<br>");
  }

  /** For places that know no markup, or may: without what begins any. */
  private static String unmarked(String text) {
    return text.replace('<', '‹').replace('>', '›');
  }
}
