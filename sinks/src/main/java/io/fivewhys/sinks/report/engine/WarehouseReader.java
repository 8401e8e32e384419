// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One look at the warehouse, whichever engine holds it: all that is read between its making and its
 * close belongs together. Queries are one text for BigQuery and DuckDB, with these words in it:
 * {@code {dataset}.} before each table of ours; {@code {bucket}} among the columns and {@code
 * {unnested}} after the tables, which give each bucket of the histograms a row; {@code {whys}} for
 * that column with times as microseconds. What anyone asks for is bound in place of a {@code ?},
 * never part of the text.
 */
public interface WarehouseReader extends AutoCloseable {

  /**
   * @param each given one row after the other, as they are read
   * @param parameters String, Long, Double or Instant
   * @throws WarehouseReadException when the engine does not answer
   */
  void forEach(String sql, Consumer<WarehouseRow> each, Object... parameters);

  /** All of them at once. */
  default List<WarehouseRow> rows(String sql, Object... parameters) {
    List<WarehouseRow> rows = new ArrayList<>();
    forEach(sql, rows::add, parameters);
    return rows;
  }

  /** Differs from an earlier one when rows have come in since; cheap to ask for. */
  String version();

  @Override
  void close();

  /** The engine did not answer. */
  final class WarehouseReadException extends RuntimeException {
    public WarehouseReadException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
