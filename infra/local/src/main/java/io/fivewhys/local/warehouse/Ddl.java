// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.contract.Column;
import io.fivewhys.contract.Table;
import java.util.stream.Collectors;

/**
 * The tables in DuckDB's SQL. Timestamps are TIMESTAMP without a zone and hold UTC: literals and
 * date_trunc then mean what they mean in BigQuery, whatever the session's zone.
 */
final class Ddl {

  private Ddl() {}

  static String createTable(String catalog, Table table) {
    return "CREATE TABLE IF NOT EXISTS "
        + catalog
        + name(table)
        + table.columns().stream()
            .map(column -> quoted(column.name()) + ' ' + type(column) + constraint(column))
            .collect(Collectors.joining(", ", " (", ")"));
  }

  static String name(Table table) {
    return quoted(table.name());
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String type(Column column) {
    String type =
        switch (column.type()) {
          case STRING -> "VARCHAR";
          case INT64 -> "BIGINT";
          case FLOAT64 -> "DOUBLE";
          case BOOL -> "BOOLEAN";
          case TIMESTAMP -> "TIMESTAMP";
          case STRUCT ->
              column.fields().stream()
                  .map(field -> quoted(field.name()) + ' ' + type(field))
                  .collect(Collectors.joining(", ", "STRUCT(", ")"));
        };
    return column.mode() == Column.Mode.REPEATED ? type + "[]" : type;
  }

  private static String constraint(Column column) {
    return column.mode() == Column.Mode.NULLABLE ? "" : " NOT NULL";
  }
}
