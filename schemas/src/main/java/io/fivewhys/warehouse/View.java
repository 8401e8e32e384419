// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/** A view on the tables, the same in BigQuery and DuckDB. */
public record View(String name, List<Result> columns, String doc) {

  /** Its SELECT. */
  public String sql(Dialect dialect, String dataset) {
    return SqlText.read("views", name, dialect, dataset);
  }

  /** The statement that makes or replaces it. */
  public String create(Dialect dialect, String dataset) {
    return "CREATE OR REPLACE VIEW "
        + dialect.qualifier(dataset)
        + name
        + " AS\n"
        + sql(dialect, dataset);
  }
}
