// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import io.fivewhys.warehouse.Function.Parameter;
import java.util.List;
import java.util.stream.Collectors;

/** The reference of views and functions, in Markdown. */
final class ViewReference {

  private static final String INTRODUCTION =
      """
      # Views and functions

      The same in BigQuery and in DuckDB, on the [tables](TABLES.md); the [cookbook](COOKBOOK.md) shows them at work. Times are
      UTC. Percentiles are of merged histograms, nearest rank, within 1 %. A deploy is one revision taking over from another.

      ## Views
      """;

  private static final String ROWS =
      """

      ## Functions of rows

      Read like a table: `SELECT * FROM fivewhys.error_rates(TIMESTAMP '2026-10-01 00:00:00+00', TIMESTAMP '2026-10-02 00:00:00+00', 60)`.
      Those of a time read only the days asked for.
      """;

  private static final String VALUES =
      """

      ## Functions of a value
      """;

  private static final String LACKING =
      """

      BigQuery has these functions itself; DuckDB has them in each warehouse file, so that one text of SQL does for both:
      """;

  private ViewReference() {}

  static String markdown() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (View view : Views.ALL) {
      text.append("\n### ").append(view.name()).append("\n\n").append(view.doc()).append(".\n");
      columns(text, view.columns());
    }
    text.append(ROWS);
    for (Function function : Functions.TABLES) {
      text.append("\n### ").append(signature(function)).append("\n\n");
      text.append(function.doc()).append(".\n\n| parameter | type | is |\n|---|---|---|\n");
      for (Parameter parameter : function.parameters()) {
        row(text, parameter.name(), parameter.type(), parameter.doc());
      }
      columns(text, function.columns());
    }
    text.append(VALUES);
    values(text, Functions.SCALARS);
    text.append(LACKING);
    values(text, Functions.LACKING_IN_DUCKDB);
    return text.toString();
  }

  private static void columns(StringBuilder text, List<Result> columns) {
    text.append("\n| column | type | holds |\n|---|---|---|\n");
    columns.forEach(column -> row(text, column.name(), column.type(), column.doc()));
  }

  private static void values(StringBuilder text, List<Function> functions) {
    text.append("\n| function | type | is |\n|---|---|---|\n");
    for (Function function : functions) {
      String parameters =
          function.parameters().stream()
              .map(parameter -> "`%s`: %s".formatted(parameter.name(), parameter.doc()))
              .collect(Collectors.joining("; "));
      row(text, signature(function), function.returns(), function.doc() + ". " + parameters);
    }
  }

  private static String signature(Function function) {
    return function.name()
        + function.parameters().stream()
            .map(Parameter::name)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static void row(StringBuilder text, String name, String type, String doc) {
    text.append("| `").append(name).append("` | ").append(type).append(" | ");
    text.append(doc.replace("|", "\\|")).append(" |\n");
  }
}
