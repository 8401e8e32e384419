// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables in DuckDB's SQL. Timestamps are TIMESTAMP without a zone and hold UTC: literals and
 * date_trunc then mean what they mean in BigQuery, whatever the session's zone. Partitions,
 * clustering and expiry have no counterpart there.
 */
public final class DuckDbDdl {

  private DuckDbDdl() {}

  public static String createTable(String name, List<Column> columns) {
    return "CREATE TABLE IF NOT EXISTS "
        + quoted(name)
        + columns.stream()
            .map(column -> quoted(column.name()) + ' ' + type(column) + constraint(column))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  /** A name as it stands in SQL. */
  public static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Such as {@code STRUCT("bucket" BIGINT, "count" BIGINT)[]}. */
  public static String type(Column column) {
    String type =
        switch (column.type()) {
          case STRING -> "VARCHAR";
          case INT64 -> "BIGINT";
          case FLOAT64 -> "DOUBLE";
          case BOOL -> "BOOLEAN";
          case TIMESTAMP -> "TIMESTAMP";
          case STRUCT -> struct(column.fields());
        };
    return column.mode() == Column.Mode.REPEATED ? type + "[]" : type;
  }

  private static String struct(List<Column> fields) {
    return fields.stream()
        .map(field -> quoted(field.name()) + ' ' + type(field))
        .collect(Collectors.joining(", ", "STRUCT(", ")"));
  }

  private static String constraint(Column column) {
    return column.mode() == Column.Mode.NULLABLE ? "" : " NOT NULL";
  }
}
