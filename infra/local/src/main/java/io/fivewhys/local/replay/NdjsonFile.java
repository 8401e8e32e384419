// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonGenerator.Feature;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of one JSON object a line. Everything beyond ASCII is escaped: the text in it may come
 * from anyone.
 */
final class NdjsonFile implements Closeable {

  /** Writes the members of one object. */
  interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private final BufferedWriter writer;
  private final JsonGenerator json;

  NdjsonFile(Path file) throws IOException {
    writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    json = new JsonFactory().createGenerator(writer).enable(Feature.ESCAPE_NON_ASCII);
    json.setRootValueSeparator(null);
  }

  void line(Members members) {
    try {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    json.close();
    writer.close();
  }
}
