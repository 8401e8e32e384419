// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The rows of one replay, through the Storage Write API into a DuckDB file. */
final class WarehouseRun implements AutoCloseable {

  private final LocalWarehouse warehouse;
  private final Map<String, TableWriter> writers = new TreeMap<>();

  /**
   * @param directory for the file that is written to; {@link #finish} makes the one to keep
   */
  WarehouseRun(Path directory) {
    warehouse = LocalWarehouse.openInProcess(directory.resolve("rows.duckdb"));
    for (Table table : Tables.ALL) {
      writers.put(
          table.name(), warehouse.writer(table, StreamProgress.unkept(), WarehouseRun::refused));
    }
  }

  void append(List<Row> rows) {
    for (Row row : rows) {
      Objects.requireNonNull(writers.get(row.table().name())).append(row.values());
    }
  }

  /** Writes the tables into {@code target}, when every row is durable. */
  void finish(Path target) {
    writers.values().forEach(TableWriter::flush);
    warehouse.export(target);
  }

  /**
   * Rows of ours fit tables of ours: if one does not, a replay that left it out would be wrong
   * without a word.
   */
  private static void refused(Row row, String reason) {
    throw new IllegalStateException(
        "the warehouse refused a row of " + row.table().name() + ": " + reason);
  }

  @Override
  public void close() {
    writers.values().forEach(TableWriter::close);
    warehouse.close();
  }
}
