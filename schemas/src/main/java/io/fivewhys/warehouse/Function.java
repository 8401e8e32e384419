// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A function for analysts, the same in BigQuery and DuckDB: of one value, or of rows, which is then
 * read as a table is.
 *
 * @param returns BigQuery's type of the value, or {@link #TABLE}
 */
public record Function(String name, List<Parameter> parameters, String returns, String doc) {

  /** What a function of rows returns. */
  public static final String TABLE = "TABLE";

  /**
   * @param type in BigQuery's terms; DuckDB takes what fits
   * @param doc unit included
   */
  public record Parameter(String name, String type, String doc) {}

  public boolean isTable() {
    return returns.equals(TABLE);
  }

  /** Its body: an expression, or a SELECT. */
  public String sql(Dialect dialect, String dataset) {
    return SqlText.read("functions", name, dialect, dataset);
  }

  /** The statement that makes or replaces it. */
  public String create(Dialect dialect, String dataset) {
    String body = sql(dialect, dataset);
    return switch (dialect) {
      case BIGQUERY -> {
        String head =
            isTable() ? "CREATE OR REPLACE TABLE FUNCTION " : "CREATE OR REPLACE FUNCTION ";
        String list =
            parameters.stream()
                .map(parameter -> parameter.name() + ' ' + parameter.type())
                .collect(Collectors.joining(", ", "(", ")"));
        yield head
            + dialect.qualifier(dataset)
            + name
            + list
            + (isTable() ? " AS\n" + body : " RETURNS " + returns + " AS (\n" + body + ")");
      }
      case DUCKDB ->
          "CREATE OR REPLACE MACRO "
              + name
              + parameters.stream().map(Parameter::name).collect(Collectors.joining(", ", "(", ")"))
              + (isTable() ? " AS TABLE\n" + body : " AS (\n" + body + ")");
    };
  }
}
