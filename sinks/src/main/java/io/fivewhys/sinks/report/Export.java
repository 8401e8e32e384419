// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may be had as CSV: the columns of a table that are no lists, under their names, and of each
 * deploy and incident how it stands.
 */
public enum Export {
  MINUTES(
      "minutes",
      Tables.SERVICE_MINUTES,
      "FROM {dataset}.service_minutes WHERE window_start >= ? AND window_start < ?"),
  DEPLOYS(
      "deploys",
      Tables.REVISION_CHANGES,
      """
      FROM (
        SELECT *, COALESCE(first_traffic_at, ready_at, created_at, observed_at) AS changed_at,
          ROW_NUMBER() OVER (
            PARTITION BY project, location, service, to_revision
            ORDER BY sequence DESC, observed_at DESC) AS place
        FROM {dataset}.revision_changes WHERE observed_at >= ?)
      WHERE place = 1 AND changed_at < ?\
      """),
  INCIDENTS(
      "incidents",
      Tables.ESCALATIONS,
      """
      FROM (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) AS place
        FROM {dataset}.escalations WHERE observed_at >= ?)
      WHERE place = 1 AND opened_at < ?\
      """);

  /** What a spreadsheet takes. */
  static final long MOST_ROWS = 1_000_000;

  private final String file;
  private final Table table;
  private final String from;

  Export(String file, Table table, String from) {
    this.file = file;
    this.table = table;
    this.from = from;
  }

  public String file() {
    return file + ".csv";
  }

  static List<String> files() {
    return Stream.of(values()).map(Export::file).toList();
  }

  static Optional<Export> named(String file) {
    for (Export export : values()) {
      if (export.file().equals(file)) {
        return Optional.of(export);
      }
    }
    return Optional.empty();
  }

  /** How many rows it would have. */
  long rows(WarehouseReader reader, Range range) {
    return reader
        .rows("SELECT COUNT(*) AS total " + from, range.start(), range.end())
        .getFirst()
        .number("total");
  }

  /**
   * The whole file of that time, or of all there is.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  public void write(WarehouseReader reader, Documents documents, AskedRange asked, Writer out)
      throws IOException {
    write(reader, documents.wholeRange(reader, asked), out);
  }

  void write(WarehouseReader reader, Range range, Writer out) throws IOException {
    List<Column> columns =
        table.columns().stream().filter(column -> column.mode() != Column.Mode.REPEATED).toList();
    out.write(Csv.line(columns.stream().map(Column::name).toList()));
    String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
    String keys = String.join(", ", table.key());
    reader.forEach(
        "SELECT " + names + " " + from + " ORDER BY " + keys,
        row -> {
          try {
            out.write(line(columns, row));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        range.start(),
        range.end());
  }

  private static String line(List<Column> columns, WarehouseRow row) {
    List<@Nullable Object> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      Object value = row.values().get(i);
      cells.add(
          value instanceof Long micros && columns.get(i).type() == Column.Type.TIMESTAMP
              ? time(micros)
              : value);
    }
    return Csv.line(cells);
  }

  private static Object time(long micros) {
    try {
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    } catch (DateTimeException | ArithmeticException e) {
      return micros;
    }
  }
}
