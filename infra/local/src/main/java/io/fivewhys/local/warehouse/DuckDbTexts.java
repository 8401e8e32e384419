// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.TableState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How DuckDB understands views and functions: asked once, of a warehouse in memory. */
final class DuckDbTexts {

  /** By what is wanted: one entry in a program, a few in a test. */
  private static final Map<DatasetState, Map<String, Definition>> UNDERSTOOD =
      new ConcurrentHashMap<>();

  private DuckDbTexts() {}

  static Map<String, Definition> understood(DatasetState wanted) throws SQLException {
    Map<String, Definition> known = UNDERSTOOD.get(wanted);
    if (known == null) {
      known = ask(wanted);
      UNDERSTOOD.put(wanted, known);
    }
    return known;
  }

  private static Map<String, Definition> ask(DatasetState wanted) throws SQLException {
    try (Connection connection = DuckDbWarehouse.connectInMemory();
        Statement statement = connection.createStatement()) {
      for (TableState table : wanted.tables()) {
        for (String sql : DuckDbSql.create(table)) {
          statement.execute(sql);
        }
      }
      for (Definition definition : wanted.definitions()) {
        for (String sql : DuckDbSql.define(definition)) {
          statement.execute(sql);
        }
      }
      return DuckDbCatalog.definitions(statement);
    }
  }
}
