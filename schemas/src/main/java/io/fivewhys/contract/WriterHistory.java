// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every schema that a build has written records with, bundled with this one, so that it reads what
 * older builds left in topics and changelogs. A file {@code RECORD/FINGERPRINT.avsc} each, in
 * Avro's canonical form, and a list of them: a jar's folders cannot be listed.
 */
final class WriterHistory {

  static final String INDEX = "index.txt";

  private static final String FOLDER = "history/";

  private WriterHistory() {}

  /** Those of one record, the current one among them, by fingerprint. */
  static List<Schema> of(String record) {
    return text(INDEX)
        .lines()
        .filter(file -> file.startsWith(record + '/'))
        .map(file -> new Schema.Parser().parse(text(file)))
        .toList();
  }

  /** Where a schema's file is in the folder, and how the list names it. */
  static String file(Schema schema) {
    return String.format(
        Locale.ROOT,
        "%s/%016x.avsc",
        schema.getName(),
        SchemaNormalization.parsingFingerprint64(schema));
  }

  private static String text(String file) {
    try (InputStream bytes = WriterHistory.class.getResourceAsStream(FOLDER + file)) {
      if (bytes == null) {
        throw new FileNotFoundException("this build lacks its own resource " + FOLDER + file);
      }
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
