// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What BigQuery bills for a query: the columns that it reads, by the documented sizes of types.
 * Which those are, DuckDB's plan tells; how big they are and how many rows there are, a file with
 * recorded incidents.
 */
final class BytesRead implements AutoCloseable {

  private static final int SERVICES = 100;
  private static final int DAYS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Connection connection;
  private final Statement statement;

  /** Hours of services in the file. */
  private final double serviceHours;

  BytesRead(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    statement = connection.createStatement();
    statement.execute("ATTACH '" + file + "' AS fivewhys (READ_ONLY)");
    statement.execute("USE fivewhys");
    // Else a filter that is true of all rows here is dropped, and its column with it.
    statement.execute(
        "SET disabled_optimizers = 'filter_pushdown,filter_pullup,statistics_propagation'");
    serviceHours =
        number(
            "SELECT COUNT(*) / 60e0 FROM"
                + " (SELECT DISTINCT project, service, window_start FROM service_minutes)");
  }

  /** A line that says it. */
  String cost(String sql) throws SQLException, IOException {
    Map<Table, Set<String>> read = new TreeMap<>((a, b) -> a.name().compareTo(b.name()));
    try (ResultSet plan = statement.executeQuery("EXPLAIN (FORMAT json) " + sql)) {
      plan.next();
      JSON.readTree(plan.getString(2)).forEach(node -> collect(node, read));
    }
    double bytes = 0;
    StringBuilder parts = new StringBuilder();
    for (Map.Entry<Table, Set<String>> each : read.entrySet()) {
      Table table = each.getKey();
      double rows = number("SELECT COUNT(*) FROM " + table.name()) / serviceHours;
      double row = number("SELECT AVG(" + size(table, each.getValue()) + ") FROM " + table.name());
      bytes += rows * row * 24 * DAYS * SERVICES;
      parts
          .append(parts.isEmpty() ? "" : " and ")
          .append(
              "%d of %d columns of `%s` (%.0f B a row)"
                  .formatted(each.getValue().size(), table.columns().size(), table.name(), row));
    }
    return "Cost: %s; %s.".formatted(parts, megabytes(bytes));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private static String megabytes(double bytes) {
    double mega = bytes / 1e6;
    return mega < 10
        ? "less than 10 MB, the least that is billed for a table"
        : String.format(Locale.ROOT, "%.0f MB", mega);
  }

  private static void collect(JsonNode node, Map<Table, Set<String>> read) {
    String name = node.at("/extra_info/Table").asText();
    Tables.ALL.stream()
        .filter(table -> name.endsWith("." + table.name()))
        .forEach(table -> {
          Set<String> columns = read.computeIfAbsent(table, key -> new TreeSet<>());
          JsonNode projections = node.at("/extra_info/Projections");
          if (projections.isArray()) {
            projections.forEach(column -> columns.add(column.asText()));
          } else if (!projections.isMissingNode()) {
            columns.add(projections.asText());
          }
        });
    node.path("children").forEach(child -> collect(child, read));
  }

  /** SQL of a row's bytes in these columns. */
  private static String size(Table table, Set<String> columns) {
    return table.columns().stream()
        .filter(column -> columns.contains(column.name()))
        .map(column -> size(column, '"' + column.name() + '"'))
        .collect(Collectors.joining(" + ", "0 + ", ""));
  }

  private static String size(Column column, String value) {
    if (column.mode() == Column.Mode.REPEATED) {
      return "coalesce(list_sum(list_transform(%s, lambda x: %s)), 0)"
          .formatted(value, one(column, "x"));
    }
    return "if(" + value + " IS NULL, 0, " + one(column, value) + ")";
  }

  private static String one(Column column, String value) {
    return switch (column.type()) {
      case STRING -> "2 + strlen(" + value + ")";
      case INT64, FLOAT64, TIMESTAMP -> "8";
      case BOOL -> "1";
      case STRUCT ->
          column.fields().stream()
              .map(field -> size(field, value + ".\"" + field.name() + '"'))
              .collect(Collectors.joining(" + ", "(", ")"));
    };
  }

  private double number(String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getDouble(1);
    }
  }
}
