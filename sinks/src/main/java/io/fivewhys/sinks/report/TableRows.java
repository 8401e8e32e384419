// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that are no lists, under their names, as they are read.
 *
 * @param from the rest of the query, with the begin and the end of the time bound in it
 * @param hourly whether its rows are of hours and reach as far as they do, whatever else is known
 */
record TableRows(Table table, String from, boolean hourly) implements ExportRows {

  TableRows(Table table, String from) {
    this(table, from, false);
  }

  @Override
  public Range range(WarehouseReader reader, Documents documents, AskedRange asked, boolean whole) {
    if (hourly) {
      return CapacityRows.hours(reader, documents, asked, whole);
    }
    return whole ? documents.wholeRange(reader, asked) : documents.range(reader, asked);
  }

  @Override
  public long count(WarehouseReader reader, Range range) {
    return reader
        .rows("SELECT COUNT(*) AS total " + from, range.start(), range.end())
        .getFirst()
        .number("total");
  }

  @Override
  public void write(WarehouseReader reader, Range range, Writer out) throws IOException {
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

  /** The number itself where no calendar reaches as far. */
  static Object time(long micros) {
    try {
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    } catch (DateTimeException | ArithmeticException e) {
      return micros;
    }
  }
}
