// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import io.fivewhys.warehouse.DuckDbDdl;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows into a table, or into one of their own beside it where a PENDING or BUFFERED stream
 * keeps them with their offsets until they are to be seen. Called within a transaction.
 */
final class StreamRows {

  private static final String OFFSET = "_row";

  private StreamRows() {}

  static void insert(
      DuckDBConnection connection, FileTable table, List<List<@Nullable Object>> rows)
      throws SQLException {
    insert(connection, table.name(), -1, table, rows);
  }

  static void makeStage(Statement statement, StoredStream stream) throws SQLException {
    statement.execute("CREATE TABLE " + stage(stream) + " (" + OFFSET + " BIGINT NOT NULL)");
  }

  /** The stage takes columns as they come: the table may have got more since the last rows. */
  static void stage(
      DuckDBConnection connection,
      StoredStream stream,
      FileTable table,
      List<List<@Nullable Object>> rows)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (FileColumn column : table.columns()) {
        statement.execute(
            "ALTER TABLE "
                + stage(stream)
                + " ADD COLUMN IF NOT EXISTS "
                + DuckDbDdl.quoted(column.name())
                + ' '
                + column.definition());
      }
    }
    insert(connection, stage(stream), stream.nextRow(), table, rows);
  }

  /** Moves the rows up to an offset, in their order, from the stage into the table. */
  static void show(Statement statement, StoredStream stream, FileTable table, long end)
      throws SQLException {
    String columns =
        table.columns().stream()
            .map(column -> DuckDbDdl.quoted(column.name()))
            .collect(Collectors.joining(", "));
    String upTo = " WHERE " + OFFSET + " < " + end;
    if (stream.nextRow() > 0) {
      statement.execute(
          "INSERT INTO "
              + DuckDbDdl.quoted(table.name())
              + " BY NAME SELECT * EXCLUDE ("
              + OFFSET
              + ") FROM "
              + stage(stream)
              + upTo
              + " ORDER BY "
              + OFFSET);
      statement.execute("DELETE FROM " + stage(stream) + upTo);
    }
  }

  static void dropStage(Statement statement, StoredStream stream) throws SQLException {
    statement.execute("DROP TABLE IF EXISTS " + stage(stream));
  }

  private static String stage(StoredStream stream) {
    return "_rows_" + stream.name();
  }

  /**
   * @param offset of the first row, told in a column before the others; -1 for none
   */
  private static void insert(
      DuckDBConnection connection,
      String into,
      long offset,
      FileTable table,
      List<List<@Nullable Object>> rows)
      throws SQLException {
    try (DuckDBAppender appender = connection.createAppender(into)) {
      for (int number = 0; number < rows.size(); number++) {
        appender.beginRow();
        if (offset >= 0) {
          appender.append(offset + number);
        }
        List<@Nullable Object> row = rows.get(number);
        for (int i = 0; i < row.size(); i++) {
          append(appender, table.columns().get(i), row.get(i));
        }
        appender.endRow();
      }
      // close() would swallow a violated constraint.
      appender.flush();
    }
  }

  private static void append(DuckDBAppender appender, FileColumn column, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> appender.appendNull();
      case String text -> appender.append(text);
      case Long micros when timestamp(column) -> appender.appendEpochMicros(micros);
      case Long number -> appender.append(number.longValue());
      case Double number -> appender.append(number.doubleValue());
      case Boolean flag -> appender.append(flag.booleanValue());
      case Struct struct -> {
        appender.beginStruct();
        for (int i = 0; i < struct.values().size(); i++) {
          append(appender, column.fields().get(i), struct.values().get(i));
        }
        appender.endStruct();
      }
      case List<?> elements -> appender.append(elements(column, elements));
      default -> throw new IllegalArgumentException("no column takes a " + value.getClass());
    }
  }

  private static List<@Nullable Object> elements(FileColumn column, List<?> elements) {
    List<@Nullable Object> parts = new ArrayList<>(elements.size());
    elements.forEach(element -> parts.add(part(column, element)));
    return parts;
  }

  private static List<@Nullable Object> struct(FileColumn column, Struct struct) {
    List<@Nullable Object> parts = new ArrayList<>(struct.values().size());
    for (int i = 0; i < struct.values().size(); i++) {
      parts.add(part(column.fields().get(i), struct.values().get(i)));
    }
    return parts;
  }

  /** The appender takes a time that is part of something as nothing but a LocalDateTime. */
  private static @Nullable Object part(FileColumn column, @Nullable Object value) {
    return switch (value) {
      case Long micros when timestamp(column) ->
          LocalDateTime.ofEpochSecond(
              Math.floorDiv(micros, 1_000_000L),
              (int) Math.floorMod(micros, 1_000_000L) * 1_000,
              ZoneOffset.UTC);
      case Struct struct -> struct(column, struct);
      case List<?> elements -> elements(column, elements);
      case null, default -> value;
    };
  }

  private static boolean timestamp(FileColumn column) {
    return column.type() == TableFieldSchema.Type.TIMESTAMP;
  }
}
