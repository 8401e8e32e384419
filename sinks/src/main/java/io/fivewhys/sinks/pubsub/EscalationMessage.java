// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One escalation as a Pub/Sub message: CloudEvents attributes in binary mode, and beside them what
 * subscriptions filter by. The same record gives the same message, whoever sends it and however
 * often, so {@code ce-id} tells repeats.
 *
 * @param orderingKey the incident's id: its messages come in sequence
 * @param attributes without control characters, each within Pub/Sub's limit
 */
public record EscalationMessage(
    String orderingKey, SortedMap<String, String> attributes, byte[] payload) {

  /** Attributes that a reader needs. */
  public static final String ID = "ce-id";

  public static final String DATA_SCHEMA = "ce-dataschema";
  public static final String CONTENT_TYPE = "content-type";

  /** Pub/Sub's limit for an attribute's value and for an ordering key. */
  private static final int MOST_BYTES = 1024;

  /** Leaves room for a sequence. */
  private static final int MOST_INCIDENT_BYTES = 1000;

  public static EscalationMessage of(Escalation escalation, PayloadEncoding encoding) {
    String incident = orderingKey(escalation);
    SortedMap<String, String> attributes = new TreeMap<>();
    attributes.put(ID, incident + "/" + escalation.getSequence());
    attributes.put("ce-specversion", "1.0");
    attributes.put("ce-type", Escalation.getClassSchema().getFullName());
    attributes.put("ce-source", source(escalation.getProject()));
    attributes.put("ce-subject", incident);
    attributes.put("ce-time", instant(escalation.getObservedAt()));
    attributes.put(DATA_SCHEMA, EscalationSchema.uri());
    attributes.put(CONTENT_TYPE, encoding.contentType());
    attributes.put("incident_id", incident);
    attributes.put("sequence", Integer.toString(escalation.getSequence()));
    attributes.put("status", escalation.getStatus().name());
    attributes.put("severity", escalation.getSeverity().name());
    attributes.put("project", text(escalation.getProject(), MOST_BYTES));
    attributes.put("service", text(escalation.getSymptom().getComponent().getName(), MOST_BYTES));
    attributes.put("cause", escalation.getRootCause().getKind().name());
    attributes.values().removeIf(String::isEmpty); // CloudEvents has no empty attributes
    return new EscalationMessage(incident, attributes, encoding.encode(escalation));
  }

  /** The incident's id, as an attribute may hold it. */
  static String orderingKey(Escalation escalation) {
    return text(escalation.getIncidentId(), MOST_INCIDENT_BYTES);
  }

  /** A URI reference, whatever the project is called. */
  private static String source(String project) {
    String name = text(project, MOST_BYTES / 4); // each byte may take three
    return "/fivewhys/projects/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** At most so many bytes of UTF-8, with a blank in the place of what no attribute may hold. */
  private static String text(String text, int mostBytes) {
    StringBuilder kept = new StringBuilder();
    int bytes = 0;
    for (int c : text.codePoints().toArray()) {
      int shown = allowed(c) ? c : ' ';
      bytes += bytes(shown);
      if (bytes > mostBytes) {
        break;
      }
      kept.appendCodePoint(shown);
    }
    return kept.toString();
  }

  private static boolean allowed(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> !nonCharacter(codePoint);
    };
  }

  private static boolean nonCharacter(int codePoint) {
    return (codePoint & 0xFFFE) == 0xFFFE || codePoint >= 0xFDD0 && codePoint <= 0xFDEF;
  }

  private static int bytes(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
