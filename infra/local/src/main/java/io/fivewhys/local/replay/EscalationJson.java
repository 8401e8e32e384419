// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonGenerator.Feature;
import io.fivewhys.Escalation;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Escalations as JSON, one object a line: names and nesting are the record's, nulls are written,
 * times are RFC 3339 in UTC. Everything beyond ASCII is escaped, so no text steers a terminal.
 */
public final class EscalationJson {

  private EscalationJson() {}

  /** A line for each, in this order. */
  public static String lines(List<Escalation> escalations) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(text).enable(Feature.ESCAPE_NON_ASCII)) {
      json.setRootValueSeparator(null);
      for (Escalation escalation : escalations) {
        json.writeStartObject();
        RecordJson.write(escalation, json);
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
