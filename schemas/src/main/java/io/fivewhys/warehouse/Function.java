// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A function for analysts, the same in BigQuery and DuckDB: of one value, or of rows, which is then
 * read as a table is.
 *
 * @param returns BigQuery's type of the value, or {@link #TABLE}
 * @param columns of the rows; empty for a value
 */
public record Function(
    String name, List<Parameter> parameters, String returns, List<Result> columns, String doc) {

  /** What a function of rows returns. */
  public static final String TABLE = "TABLE";

  /** Of rows. */
  Function(String name, List<Parameter> parameters, List<Result> columns, String doc) {
    this(name, parameters, TABLE, columns, doc);
  }

  /** Of a value. */
  Function(String name, List<Parameter> parameters, String returns, String doc) {
    this(name, parameters, returns, List.of(), doc);
  }

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
    String head = "CREATE OR REPLACE " + keyword(dialect) + ' ' + dialect.qualifier(dataset) + name;
    String list =
        parameters.stream()
            .map(parameter -> declared(parameter, dialect))
            .collect(Collectors.joining(", ", "(", ")"));
    return head + list + body(dialect, dataset);
  }

  private String keyword(Dialect dialect) {
    return switch (dialect) {
      case BIGQUERY -> isTable() ? "TABLE FUNCTION" : "FUNCTION";
      case DUCKDB -> "MACRO";
    };
  }

  private static String declared(Parameter parameter, Dialect dialect) {
    return switch (dialect) {
      case BIGQUERY -> parameter.name() + ' ' + parameter.type();
      case DUCKDB -> parameter.name();
    };
  }

  private String body(Dialect dialect, String dataset) {
    String sql = sql(dialect, dataset);
    if (!isTable()) {
      String type = dialect == Dialect.BIGQUERY ? " RETURNS " + returns : "";
      return type + " AS (\n" + sql + ")";
    }
    return (dialect == Dialect.DUCKDB ? " AS TABLE\n" : " AS\n") + sql;
  }
}
