// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonGenerator.Feature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** JSON in ASCII: whatever the text in it says, it steers no terminal and ends no line. */
final class JsonText {

  /** Writes one value. */
  interface Value {
    void write(JsonGenerator json) throws IOException;
  }

  private JsonText() {}

  /** The value and a line end. */
  static String line(Value value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json =
        new JsonFactory().createGenerator(text).enable(Feature.ESCAPE_NON_ASCII)) {
      value.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }
}
