// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

/** An engine that the warehouse lives in, by the SQL it speaks. */
public enum Dialect {
  BIGQUERY,
  DUCKDB;

  /** Of the file with the text for this engine alone. */
  String suffix() {
    return switch (this) {
      case BIGQUERY -> ".bigquery.sql";
      case DUCKDB -> ".duckdb.sql";
    };
  }

  /**
   * What stands before the name of a table, view or function of ours.
   *
   * @param dataset PROJECT.DATASET in BigQuery; not used in DuckDB, where they are in the file that
   *     is open
   */
  String qualifier(String dataset) {
    return switch (this) {
      case BIGQUERY -> {
        int dot = dataset.lastIndexOf('.');
        if (dot <= 0) {
          throw new IllegalArgumentException("not PROJECT.DATASET: " + dataset);
        }
        yield "`" + dataset.substring(0, dot) + "`." + dataset.substring(dot + 1) + '.';
      }
      case DUCKDB -> "";
    };
  }
}
