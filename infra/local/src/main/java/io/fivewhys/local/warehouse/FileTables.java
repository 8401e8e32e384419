// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a DuckDB file, asked for anew each time: a column that somebody adds is there with
 * the next look. What has not changed is the same object as before. Used under the lock of the one
 * who has the connection.
 */
final class FileTables {

  /** A leading underscore is for tables of our own, such as the streams. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private final DuckDbWarehouse warehouse;
  private final Map<String, FileTable> seen = new TreeMap<>();

  FileTables(DuckDbWarehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Null where there is none. A view is none: nothing can be appended to it. */
  @Nullable FileTable find(String name) throws SQLException {
    if (!NAME.matcher(name).matches() || (!seen.containsKey(name) && !exists(name))) {
      return null;
    }
    FileTable table;
    try {
      table = new FileTable(name, columns(name));
    } catch (SQLException e) {
      if (exists(name)) {
        throw e;
      }
      seen.remove(name);
      return null;
    }
    FileTable before = seen.put(name, table);
    if (table.equals(before)) {
      seen.put(name, before);
      return before;
    }
    return table;
  }

  private boolean exists(String name) throws SQLException {
    try (PreparedStatement statement =
        warehouse
            .connection()
            .prepareStatement(
                "SELECT 1 FROM duckdb_tables() WHERE table_name = ? AND NOT internal"
                    + " AND database_name = current_database()")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private List<FileColumn> columns(String name) throws SQLException {
    List<FileColumn> columns = new ArrayList<>();
    try (Statement statement = warehouse.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, type, \"notnull\" FROM pragma_table_info('" + name + "')")) {
      while (rows.next()) {
        columns.add(ColumnParser.column(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
      }
    }
    return columns;
  }
}
