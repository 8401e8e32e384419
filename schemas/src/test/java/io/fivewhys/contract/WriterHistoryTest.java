// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That no schema is changed without those who read its older records in mind. */
class WriterHistoryTest {

  private static final Path FOLDER = Path.of("src/main/resources/io/fivewhys/contract/history");

  /** Never written by themselves. */
  private static final Set<String> PARTS = Set.of("Evidence", "KnownCause", "RevisionSpec");

  /**
   * Written with {@code -Dreference=write}. Nothing is deleted: what a schema was before is what
   * there still are records of. A file that only a working copy ever wrote may go by hand.
   */
  @Test
  void every_schema_is_in_the_history() throws IOException {
    if ("write".equals(System.getProperty("reference"))) {
      for (Class<? extends SpecificRecord> type : records()) {
        Path file = FOLDER.resolve(WriterHistory.file(schema(type)));
        Files.createDirectories(file.getParent());
        Files.writeString(file, SchemaNormalization.toParsingForm(schema(type)) + '\n');
      }
      Files.write(FOLDER.resolve(WriterHistory.INDEX), files());
    }

    assertThat(files())
        .as("a schema is new: -Dreference=write adds it, and what was before stays")
        .containsAll(records().stream().map(type -> WriterHistory.file(schema(type))).toList());
    assertThat(Files.readAllLines(FOLDER.resolve(WriterHistory.INDEX))).isEqualTo(files());
  }

  @Test
  void every_file_holds_the_schema_that_it_is_named_after() throws IOException {
    for (String file : files()) {
      String text = Files.readString(FOLDER.resolve(file));

      assertThat(WriterHistory.file(new Schema.Parser().parse(text))).isEqualTo(file);
    }
  }

  /** Else it must not be changed like that: a field without default, a symbol that is gone. */
  @ParameterizedTest
  @MethodSource("records")
  void the_current_schema_reads_what_every_older_one_wrote(Class<? extends SpecificRecord> type) {
    Schema current = schema(type);
    for (Schema older : WriterHistory.of(current.getName())) {
      assertThat(SchemaCompatibility.checkReaderWriterCompatibility(current, older).getType())
          .as(WriterHistory.file(older))
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  @Test
  void topics_hold_records_with_a_history() {
    assertThat(records().stream().map(Class::getSimpleName))
        .containsAll(Topics.ALL.stream().map(topic -> topic.codec().schema().getName()).toList());
  }

  /** All that have a file of their own, so that none is forgotten. */
  static List<Class<? extends SpecificRecord>> records() {
    try (Stream<Path> files = Files.list(Path.of("src/main/avro"))) {
      return files
          .map(file -> file.getFileName().toString().replace(".avsc", ""))
          .filter(name -> !PARTS.contains(name))
          .sorted()
          .<Class<?>>map(WriterHistoryTest::type)
          .filter(SpecificRecord.class::isAssignableFrom)
          .<Class<? extends SpecificRecord>>map(type -> type.asSubclass(SpecificRecord.class))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("io.fivewhys." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Schema schema(Class<? extends SpecificRecord> type) {
    return SpecificData.get().getSchema(type);
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .map(file -> file.getParent().getFileName() + "/" + file.getFileName())
          .sorted()
          .toList();
    }
  }
}
