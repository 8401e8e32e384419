// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Write streams and how far each has come, in the same file as the rows and changed in the same
 * transaction: after a crash a stream is exactly as long as the rows it brought. One append at a
 * time.
 */
final class DuckDbStreamStore {

  /** The stream of a table that takes rows without offsets. */
  static final String DEFAULT = "_default";

  private record Stream(Table table, long nextRow, boolean finalized) {}

  private interface Work {
    void run(DuckDBConnection connection) throws SQLException;
  }

  private final DuckDbWarehouse warehouse;
  private final Map<String, Stream> streams = new TreeMap<>();
  private int created;

  /** Whether a failure left it open what the file holds. */
  private boolean unsure;

  DuckDbStreamStore(DuckDbWarehouse warehouse) throws SQLException {
    this.warehouse = warehouse;
    try (Statement statement = warehouse.connection().createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS _streams"
              + " (name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, next_row BIGINT NOT NULL,"
              + " finalized BOOLEAN NOT NULL)");
      load(statement);
    }
  }

  /** The last part of the new stream's name. */
  synchronized String create(Table table) throws SQLException {
    makeSure();
    String name = "s" + (created + 1);
    inTransaction(connection -> {
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO _streams VALUES (?, ?, 0, false)")) {
        insert.setString(1, name);
        insert.setString(2, table.name());
        insert.execute();
      }
    });
    created++;
    streams.put(name, new Stream(table, 0, false));
    return name;
  }

  synchronized boolean has(Table table, String name) throws SQLException {
    makeSure();
    Stream stream = streams.get(name);
    return name.equals(DEFAULT) || (stream != null && stream.table().equals(table));
  }

  synchronized boolean finalized(String name) throws SQLException {
    makeSure();
    Stream stream = streams.get(name);
    return stream != null && stream.finalized();
  }

  /** Offset of the next row; 0 for the default stream, which has none. */
  synchronized long nextRow(String name) throws SQLException {
    makeSure();
    Stream stream = streams.get(name);
    return stream == null ? 0 : stream.nextRow();
  }

  synchronized long finish(String name) throws SQLException {
    makeSure();
    Stream stream = stream(name);
    Stream finished = new Stream(stream.table(), stream.nextRow(), true);
    inTransaction(connection -> save(connection, name, finished));
    streams.put(name, finished);
    return stream.nextRow();
  }

  /**
   * Appends if the offset is the stream's next one.
   *
   * @param offset of the first row, or -1 for wherever the stream ends
   * @return the offset of the next row before this append: different from {@code offset} when
   *     nothing was appended because of that
   */
  synchronized long append(Table table, String name, long offset, List<List<@Nullable Object>> rows)
      throws SQLException {
    long next = nextRow(name);
    if (offset >= 0 && offset != next) {
      return next;
    }
    Stream longer = new Stream(table, next + rows.size(), false);
    inTransaction(connection -> {
      insert(connection, table, rows);
      if (!name.equals(DEFAULT)) {
        save(connection, name, longer);
      }
    });
    streams.computeIfPresent(name, (key, stream) -> longer);
    return next;
  }

  /**
   * The transaction is begun by a statement of its own. With setAutoCommit(false) it would begin at
   * the next statement, and rows that an appender brings before that are committed by themselves.
   */
  private void inTransaction(Work work) throws SQLException {
    DuckDBConnection connection = warehouse.connection();
    unsure = true;
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
      try {
        work.run(connection);
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollBack(statement, e);
        throw e;
      }
    }
    unsure = false;
  }

  private static void rollBack(Statement statement, Exception because) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** A failure may be told of what is durable all the same: the file itself says what it holds. */
  private void makeSure() throws SQLException {
    if (unsure) {
      warehouse.revive();
      try (Statement statement = warehouse.connection().createStatement()) {
        streams.clear();
        created = 0;
        load(statement);
      }
      unsure = false;
    }
  }

  private void load(Statement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT * FROM _streams")) {
      while (rows.next()) {
        created++;
        String tableName = rows.getString(2);
        Table table =
            Tables.ALL.stream().filter(t -> t.name().equals(tableName)).findFirst().orElse(null);
        if (table != null) {
          streams.put(rows.getString(1), new Stream(table, rows.getLong(3), rows.getBoolean(4)));
        }
      }
    }
  }

  private Stream stream(String name) {
    Stream stream = streams.get(name);
    if (stream == null) {
      throw new IllegalArgumentException("no stream " + name);
    }
    return stream;
  }

  private static void save(DuckDBConnection connection, String name, Stream stream)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE _streams SET next_row = ?, finalized = ? WHERE name = ?")) {
      update.setLong(1, stream.nextRow());
      update.setBoolean(2, stream.finalized());
      update.setString(3, name);
      update.execute();
    }
  }

  private static void insert(
      DuckDBConnection connection, Table table, List<List<@Nullable Object>> rows)
      throws SQLException {
    try (DuckDBAppender appender = connection.createAppender(table.name())) {
      for (List<@Nullable Object> row : rows) {
        appender.beginRow();
        for (int i = 0; i < row.size(); i++) {
          append(appender, table.columns().get(i), row.get(i));
        }
        appender.endRow();
      }
      // close() would swallow a violated constraint.
      appender.flush();
    }
  }

  private static void append(DuckDBAppender appender, Column column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case String text -> appender.append(text);
      case Long micros when column.type() == Column.Type.TIMESTAMP ->
          appender.appendEpochMicros(micros);
      case Long number -> appender.append(number.longValue());
      case Double number -> appender.append(number.doubleValue());
      case Boolean flag -> appender.append(flag.booleanValue());
      case List<?> elements when column.type() == Column.Type.STRUCT ->
          appender.append(structs(column, elements));
      case List<?> elements -> appender.append(elements);
      default -> throw new IllegalArgumentException("no column takes a " + value.getClass());
    }
  }

  /** The appender takes a time that is part of a struct as nothing but a LocalDateTime. */
  private static List<@Nullable Object> structs(Column column, List<?> structs) {
    List<@Nullable Object> converted = new ArrayList<>(structs.size());
    for (Object struct : structs) {
      List<?> values = (List<?>) struct;
      List<@Nullable Object> parts = new ArrayList<>(values.size());
      for (int i = 0; i < values.size(); i++) {
        parts.add(part(column.fields().get(i), values.get(i)));
      }
      converted.add(parts);
    }
    return converted;
  }

  private static @Nullable Object part(Column field, @Nullable Object value) {
    return switch (value) {
      case Long micros when field.type() == Column.Type.TIMESTAMP ->
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(micros, 1_000_000L),
              (int) Math.floorMod(micros, 1_000_000L) * 1_000,
              ZoneOffset.UTC);
      case List<?> elements when field.type() == Column.Type.STRUCT -> structs(field, elements);
      case null, default -> value;
    };
  }
}
