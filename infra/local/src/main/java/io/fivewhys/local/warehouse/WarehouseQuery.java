// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL on a warehouse file that nothing else is writing to. Read-only, and shut off from files
 * and network: a query pasted from elsewhere can neither change the warehouse nor read the disk.
 */
public final class WarehouseQuery {

  private WarehouseQuery() {}

  /** The query is at fault, not the file. */
  public static final class QueryException extends RuntimeException {
    QueryException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @throws WarehouseFileException when the file cannot be opened
   * @throws QueryException when the query fails, with what DuckDB says about it
   */
  public static QueryResult run(Path file, String sql) {
    if (!Files.isRegularFile(file)) {
      throw new WarehouseFileException(
          "no warehouse file " + file + ": make one with a replay, or name another", null);
    }
    try (Connection connection = DuckDbWarehouse.connect(file, true);
        Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
      try {
        return result(statement, sql);
      } catch (SQLException e) {
        throw new QueryException("the query failed on " + file + ": " + e.getMessage(), e);
      }
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "warehouse file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static QueryResult result(Statement statement, String sql) throws SQLException {
    if (!statement.execute(sql)) {
      return new QueryResult(List.of(), List.of());
    }
    try (ResultSet set = statement.getResultSet()) {
      ResultSetMetaData meta = set.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        columns.add(meta.getColumnLabel(i));
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      while (set.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
          row.add(column(set, i, meta.getColumnType(i)));
        }
        rows.add(row);
      }
      return new QueryResult(columns, rows);
    }
  }

  private static @Nullable Object column(ResultSet set, int index, int type) throws SQLException {
    if (type == Types.TIMESTAMP) {
      // As a Timestamp it would pass through the machine's time zone.
      LocalDateTime time = set.getObject(index, LocalDateTime.class);
      return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }
    return value(set.getObject(index));
  }

  private static @Nullable Object value(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case Number number -> number;
      case Timestamp time -> time.toInstant();
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      case Array array -> elements((Object[]) array.getArray());
      case DuckDBStruct struct -> members(struct.getMap());
      case Struct struct -> elements(struct.getAttributes());
      case Map<?, ?> map -> members(map);
      default -> value.toString();
    };
  }

  private static List<@Nullable Object> elements(@Nullable Object[] array) throws SQLException {
    List<@Nullable Object> elements = new ArrayList<>(array.length);
    for (Object element : array) {
      elements.add(value(element));
    }
    return elements;
  }

  private static Map<String, @Nullable Object> members(Map<?, ?> map) throws SQLException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      members.put(String.valueOf(entry.getKey()), value(entry.getValue()));
    }
    return members;
  }
}
