// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.engine;

import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.DuckDbDdl;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a DuckDB over JDBC. All of it is one transaction, so rows that come in meanwhile are seen
 * by the next reader. What BigQuery calls otherwise is there as a temporary macro of this
 * connection, what an older fivewhys did not write as a temporary table without rows, and columns
 * that it did not write as a temporary view in which they are null.
 */
public final class DuckDbReader implements WarehouseReader {

  private static final List<String> WORDS =
      List.of(
          "CREATE OR REPLACE TEMP MACRO unix_micros(moment) AS epoch_us(moment)",
          "CREATE OR REPLACE TEMP MACRO div(dividend, divisor) AS dividend // divisor");

  private static final String BUCKET = "unnest(latency_histogram, recursive := true)";

  /** JDBC gives a time inside a struct in the zone of this machine: half an hour may not exist. */
  private static final String WHYS =
      """
      [{'question': w.question, 'answer': w.answer, 'kind': w.component_kind,
        'name': w.component, 'basis': w.basis, 'count': w.count, 'query': w.query,
        'evidence': [{'log_name': e.log_name, 'insert_id': e.insert_id,
          'timestamp': epoch_us(e.timestamp), 'excerpt': e.excerpt} for e in w.evidence]}
        for w in whys]\
      """;

  private final Connection connection;

  /**
   * @param connection closed with this
   */
  public DuckDbReader(Connection connection) {
    this.connection = connection;
    try (Statement statement = connection.createStatement()) {
      for (String word : WORDS) {
        statement.execute(word);
      }
      SortedMap<String, Set<String>> there = columns(statement);
      for (Table table : Tables.ALL) {
        stand(statement, table, there.getOrDefault(table.name(), Set.of()));
      }
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static SortedMap<String, Set<String>> columns(Statement statement) throws SQLException {
    SortedMap<String, Set<String>> columns = new TreeMap<>();
    try (ResultSet names =
        statement.executeQuery(
            "SELECT table_name, column_name FROM information_schema.columns"
                + " WHERE table_catalog = current_database() AND table_schema = current_schema()")) {
      while (names.next()) {
        columns.computeIfAbsent(names.getString(1), k -> new HashSet<>()).add(names.getString(2));
      }
    }
    return columns;
  }

  /** What a table lacks is there as a temporary table or view before it. */
  private static void stand(Statement statement, Table table, Set<String> there)
      throws SQLException {
    List<Column> absent =
        table.columns().stream().filter(column -> !there.contains(column.name())).toList();
    if (there.isEmpty()) {
      statement.execute(
          DuckDbDdl.createTable(table.name(), table.columns())
              .replaceFirst("^CREATE TABLE", "CREATE TEMP TABLE"));
    } else if (!absent.isEmpty()) {
      for (Column column : absent) {
        if (column.mode() == Column.Mode.REQUIRED) {
          throw new SQLException(
              "it is of an older version, table %s lacks column %s; run `./fivewhys warehouse apply"
                      .formatted(table.name(), column.name())
                  + " --warehouse FILE` on it, or sinks that write to it");
        }
      }
      statement.execute(withNulls(statement.getConnection(), table, absent));
    }
  }

  private static String withNulls(Connection connection, Table table, List<Column> absent)
      throws SQLException {
    String name = DuckDbDdl.quoted(table.name());
    return absent.stream()
        .map(column -> "NULL::" + DuckDbDdl.type(column) + " AS " + DuckDbDdl.quoted(column.name()))
        .collect(
            Collectors.joining(
                ", ",
                "CREATE TEMP VIEW " + name + " AS SELECT *, ",
                " FROM %s.%s.%s"
                    .formatted(
                        DuckDbDdl.quoted(connection.getCatalog()),
                        DuckDbDdl.quoted(connection.getSchema()),
                        name)));
  }

  @Override
  public void forEach(String sql, Consumer<WarehouseRow> each, Object... parameters) {
    String text =
        sql.replace("{dataset}.", "")
            .replace("{bucket}", BUCKET)
            .replace("{unnested}", "")
            .replace("{whys}", WHYS);
    try (PreparedStatement query = connection.prepareStatement(text)) {
      for (int i = 0; i < parameters.length; i++) {
        query.setObject(
            i + 1,
            parameters[i] instanceof Instant time
                ? LocalDateTime.ofInstant(time, ZoneOffset.UTC)
                : parameters[i]);
      }
      try (ResultSet result = query.executeQuery()) {
        forEach(result, each);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** Rows are never taken away: how many there are says whether there are new ones. */
  @Override
  public String version() {
    String counts =
        Tables.ALL.stream()
            .map(table -> "(SELECT COUNT(*) FROM " + table.name() + ")")
            .collect(Collectors.joining(" || ' ' || ", "SELECT ", " AS version"));
    return rows(counts).getFirst().text("version");
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private static void forEach(ResultSet result, Consumer<WarehouseRow> each) throws SQLException {
    ResultSetMetaData meta = result.getMetaData();
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < meta.getColumnCount(); i++) {
      columns.put(meta.getColumnLabel(i + 1), i);
    }
    while (result.next()) {
      List<@Nullable Object> values = new ArrayList<>(columns.size());
      for (int i = 1; i <= meta.getColumnCount(); i++) {
        values.add(
            meta.getColumnType(i) == Types.TIMESTAMP
                ? micros(result.getObject(i, LocalDateTime.class))
                : value(result.getObject(i)));
      }
      each.accept(new WarehouseRow(columns, values));
    }
  }

  private static @Nullable Object value(@Nullable Object value) throws SQLException {
    return switch (value) {
      case Array array -> values((Object[]) array.getArray());
      case Struct struct -> values(struct.getAttributes());
      case BigInteger sum -> sum.longValueExact();
      case Integer number -> number.longValue();
      case null, default -> value;
    };
  }

  private static List<@Nullable Object> values(@Nullable Object[] parts) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>(parts.length);
    for (Object part : parts) {
      values.add(value(part));
    }
    return values;
  }

  private static @Nullable Long micros(@Nullable LocalDateTime time) {
    return time == null
        ? null
        : Long.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC)));
  }

  private static WarehouseReadException failure(SQLException e) {
    return new WarehouseReadException("the warehouse cannot be read: " + e.getMessage(), e);
  }
}
