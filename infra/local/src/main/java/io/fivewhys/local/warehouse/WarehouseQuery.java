// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/**
 * Runs SQL on a warehouse file that nothing else is writing to. Read-only, and shut off from files
 * and network: a query pasted from elsewhere can neither change the warehouse nor read the disk.
 */
public final class WarehouseQuery {

  private static final String CATALOG = "fivewhys";

  private static final String MAGIC = "DUCK";
  private static final int MAGIC_OFFSET_BYTES = 8;

  private static final String DRIVERS_PREFIX =
      "Attempting to execute an unsuccessful or closed pending query result\nError: ";

  private WarehouseQuery() {}

  /** The query is at fault, not the file. */
  public static final class QueryException extends RuntimeException {
    QueryException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * @throws WarehouseFileException when the file cannot be opened
   * @throws QueryException when the query is not one statement, or fails, with what DuckDB says
   *     about it
   */
  public static QueryResult run(Path file, String sql) {
    return read(
        file,
        connection -> {
          int statements = Statements.count(sql);
          if (statements != 1) {
            throw new QueryException(
                statements == 0
                    ? "no statement to run"
                    : "one statement at a time: here are " + statements,
                null);
          }
          try (Statement statement = connection.createStatement()) {
            return result(statement, sql);
          }
        });
  }

  /** What is read over a connection that can do no harm. */
  public interface Reading<T> {
    T from(Connection warehouse) throws SQLException;
  }

  /**
   * @throws WarehouseFileException when the file cannot be opened
   * @throws QueryException when reading fails, with what DuckDB says about it
   */
  public static <T> T read(Path file, Reading<T> reading) {
    if (!Files.isRegularFile(file)) {
      throw new WarehouseFileException(
          "no warehouse file " + file + ": make one with a replay, or name another", null);
    }
    if (!isDuckDb(file)) {
      throw new WarehouseFileException(file + " is not a warehouse file: not DuckDB's", null);
    }
    try (Connection connection = DuckDbWarehouse.connectInMemory();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ATTACH '%s' AS %s (TYPE duckdb, READ_ONLY)"
              .formatted(file.toString().replace("'", "''"), CATALOG));
      statement.execute("USE " + CATALOG);
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET enable_external_access = false");
      statement.execute("SET lock_configuration = true");
      try {
        return reading.from(connection);
      } catch (SQLException e) {
        throw new QueryException("the query failed on " + file + ": " + said(e), e);
      } catch (DateTimeException e) {
        throw new QueryException(
            "the query gave a time too far off to show: cast it to VARCHAR", e);
      }
    } catch (SQLException e) {
      throw new WarehouseFileException("warehouse file " + file + " cannot be read: " + said(e), e);
    }
  }

  private static boolean isDuckDb(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(MAGIC_OFFSET_BYTES + MAGIC.length());
      return new String(head, StandardCharsets.ISO_8859_1).startsWith(MAGIC, MAGIC_OFFSET_BYTES);
    } catch (IOException e) {
      throw new WarehouseFileException(
          "warehouse file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** DuckDB's own words, of which some may be a log's: the lines it needs, and nothing hidden. */
  private static String said(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int start = message.startsWith(DRIVERS_PREFIX) ? DRIVERS_PREFIX.length() : 0;
    return message
        .substring(start)
        .lines()
        .filter(line -> !line.isBlank())
        .map(QueryFormat::visible)
        .collect(Collectors.joining("\n"));
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
      return time == null ? null : time(time.toInstant(ZoneOffset.UTC));
    }
    return value(set.getObject(index));
  }

  private static @Nullable Object value(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean flag -> flag;
      case Number number -> number;
      case Timestamp time -> time(time.toInstant());
      case OffsetDateTime time -> time(time.toInstant());
      case LocalDateTime time -> time(time.toInstant(ZoneOffset.UTC));
      case LocalDate date -> date(date);
      case Blob blob -> HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
      case Array array -> elements((Object[]) array.getArray());
      case DuckDBStruct struct -> members(struct.getMap());
      case Struct struct -> elements(struct.getAttributes());
      case Map<?, ?> map -> members(map);
      default -> value.toString();
    };
  }

  /** DuckDB has infinity as the last number of the unit, minus infinity as its opposite. */
  private static Object time(Instant time) {
    for (ChronoUnit unit : List.of(ChronoUnit.MICROS, ChronoUnit.NANOS, ChronoUnit.MILLIS)) {
      if (time.equals(Instant.EPOCH.plus(Long.MAX_VALUE, unit))) {
        return "infinity";
      }
      if (time.equals(Instant.EPOCH.plus(-Long.MAX_VALUE, unit))) {
        return "-infinity";
      }
    }
    return time;
  }

  private static String date(LocalDate date) {
    if (date.toEpochDay() == Integer.MAX_VALUE) {
      return "infinity";
    }
    return date.toEpochDay() == -Integer.MAX_VALUE ? "-infinity" : date.toString();
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
