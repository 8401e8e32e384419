// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.stream.Collectors;

/** The text of the view {@code duplicate_rows}, as it follows from the keys of the tables. */
final class DuplicateRows {

  private DuplicateRows() {}

  static String sql() {
    return Tables.ALL.stream()
        .map(DuplicateRows::ofTable)
        .collect(Collectors.joining("UNION ALL\n"));
  }

  private static String ofTable(Table table) {
    String key =
        table.key().stream()
            .map(name -> text(table, name))
            .collect(Collectors.joining(", ' ', ", "CONCAT(", ")"));
    return """
    SELECT
      '%s' AS table_name,
      %s AS row_key,
      COUNT(*) AS times
    FROM {dataset}.%s
    GROUP BY %s
    HAVING COUNT(*) > 1
    """
        .formatted(table.name(), key, table.name(), String.join(", ", table.key()));
  }

  private static String text(Table table, String name) {
    Column column =
        table.columns().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    return switch (column.type()) {
      case STRING -> name;
      case TIMESTAMP -> "{dataset}.time_text(" + name + ")";
      case INT64, FLOAT64, BOOL -> "CAST(" + name + " AS STRING)";
      case STRUCT -> throw new IllegalStateException("no key: " + name);
    };
  }
}
