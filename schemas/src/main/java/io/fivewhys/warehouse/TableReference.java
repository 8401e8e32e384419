// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/** The column reference, in Markdown. */
final class TableReference {

  private static final String INTRODUCTION =
      """
      # The tables

      The same in BigQuery and in DuckDB. Rows are only ever appended, each once. Times are UTC; a column is filled in every row
      unless it says `null`.
      """;

  private TableReference() {}

  static String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (Table table : Tables.ALL) {
      text.append("\n## ").append(table.name()).append("\n\n");
      text.append(table.doc()).append(". Its key is ").append(names(table.key()));
      text.append("; in BigQuery it is partitioned by the day of `").append(table.partition());
      text.append("` and clustered by ").append(names(table.clustering()));
      text.append(kept(table.keep())).append(".\n\n| column | type | holds |\n|---|---|---|\n");
      columns(text, "", table.columns());
    }
    return text.toString();
  }

  private static String kept(Table.Keep keep) {
    return switch (keep) {
      case ALWAYS -> ", and kept for good";
      case MINUTES -> ", and kept for `warehouse.keep`";
      case MONTH -> ", and kept for 30 days";
    };
  }

  private static void columns(StringBuilder text, String prefix, List<Column> columns) {
    for (Column column : columns) {
      text.append("| `").append(prefix).append(column.name()).append("` | ").append(type(column));
      text.append(" | ").append(column.doc().replace("|", "\\|")).append(" |\n");
      columns(text, prefix + column.name() + ".", column.fields());
    }
  }

  private static String type(Column column) {
    return switch (column.mode()) {
      case REQUIRED -> column.type().name();
      case NULLABLE -> column.type() + ", null";
      case REPEATED -> "ARRAY of " + column.type();
    };
  }

  private static String names(List<String> names) {
    return "`" + String.join("`, `", names) + "`";
  }
}
