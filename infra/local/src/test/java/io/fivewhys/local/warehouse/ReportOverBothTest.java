// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.sinks.report.AskedRange;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.Export;
import io.fivewhys.sinks.report.engine.BigQuerySource;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseReader.WarehouseReadException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report over the same rows in both engines: the same bytes. */
class ReportOverBothTest {

  private static final long MOST_BYTES = 10L << 30;

  @TempDir static Path directory;

  private static Path file;
  private static EmulatedEngine emulator;
  private static BigQuerySource bigQuery;

  @BeforeAll
  static void write() throws Exception {
    BigQueryEmulator.assumeAvailable();
    file = DemoData.write(directory);
    emulator = EmulatedEngine.of(file);
    bigQuery = BigQuerySource.open(EmulatedEngine.DATASET, "", emulator.endpoint(), MOST_BYTES);
  }

  @AfterAll
  static void stop() {
    if (emulator != null) {
      emulator.close();
    }
  }

  @Test
  void every_document_of_all_there_is() {
    SortedMap<String, String> documents =
        assertSame(reader -> Documents.DEFAULT.all(reader, AskedRange.OPEN));

    assertThat(documents.keySet())
        .contains("overview")
        .anyMatch(path -> path.startsWith("service/"))
        .anyMatch(path -> path.startsWith("incident/"));
  }

  @Test
  void documents_of_an_hour() {
    Instant end = Instant.parse("2026-06-14T13:40:00Z");
    AskedRange hour =
        new AskedRange(
            OptionalLong.of(end.minus(Duration.ofHours(1)).toEpochMilli()),
            OptionalLong.of(end.toEpochMilli()));

    for (String path : List.of("overview", "service/acme-prod/us-central1/checkout", incident())) {
      String document =
          assertSame(reader -> Documents.DEFAULT.read(reader, path, hour, end).orElseThrow());

      assertThat(document).startsWith("{");
    }
  }

  private static String incident() {
    return "incident/"
        + WarehouseQuery.run(file, "SELECT MIN(incident_id) FROM escalations")
            .rows()
            .getFirst()
            .getFirst();
  }

  @Test
  void what_nobody_knows_is_no_document() {
    assertSame(
        reader -> Documents.DEFAULT.read(reader, "service/a/b/c", AskedRange.OPEN, null).isEmpty());
    assertSame(
        reader -> Documents.DEFAULT.read(reader, "incident/x'y", AskedRange.OPEN, null).isEmpty());
  }

  @Test
  void every_csv() {
    for (Export export : Export.values()) {
      String text = assertSame(reader -> csv(export, reader));

      // In the last whole week of these recordings nothing was heard of any resource.
      int lines = export == Export.WEEKLY ? 1 : 2;
      assertThat(text.lines()).as(export.file()).hasSizeGreaterThanOrEqualTo(lines);
    }
  }

  @Test
  void a_dataset_that_is_not_there_is_told() {
    BigQuerySource nowhere =
        BigQuerySource.open(
            BigQueryEmulator.PROJECT + ".nowhere", "", emulator.endpoint(), MOST_BYTES);

    assertThatThrownBy(() -> read(nowhere, csvOf(Export.MINUTES)))
        .isInstanceOf(WarehouseReadException.class)
        .hasMessageStartingWith("the warehouse test.nowhere cannot be read: ");
  }

  private static Function<WarehouseReader, String> csvOf(Export export) {
    return reader -> csv(export, reader);
  }

  private static String csv(Export export, WarehouseReader reader) {
    StringWriter out = new StringWriter();
    try {
      export.write(reader, Documents.DEFAULT, AskedRange.OPEN, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static <T> T assertSame(Function<WarehouseReader, T> report) {
    T one =
        WarehouseQuery.read(
            file,
            connection -> {
              try (WarehouseReader reader = new DuckDbReader(connection)) {
                return report.apply(reader);
              }
            });
    assertThat(read(bigQuery, report)).isEqualTo(one);
    return one;
  }

  private static <T> T read(BigQuerySource source, Function<WarehouseReader, T> report) {
    try (WarehouseReader reader = source.reader()) {
      return report.apply(reader);
    }
  }
}
