// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema.Type;
import io.fivewhys.sinks.dataset.ColumnState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.warehouse.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What DuckDB says is in the database that is used, but for its own. */
final class DuckDbCatalog {

  private static final String OURS =
      " WHERE NOT internal AND database_name = current_database()"
          + " AND schema_name = current_schema()";

  private DuckDbCatalog() {}

  /** Views and functions may have the same names. */
  static String key(Definition definition) {
    return definition.kind() + ' ' + definition.name();
  }

  static Map<String, TableState> tables(Statement statement) throws SQLException {
    Map<String, String> docs = new TreeMap<>();
    try (ResultSet row =
        statement.executeQuery("SELECT table_name, comment FROM duckdb_tables()" + OURS)) {
      while (row.next()) {
        docs.put(row.getString(1), text(row.getString(2)));
      }
    }
    Map<String, List<ColumnState>> columns = new TreeMap<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns()"
                + OURS
                + " ORDER BY table_name, column_index")) {
      while (row.next()) {
        columns
            .computeIfAbsent(row.getString(1), table -> new ArrayList<>())
            .add(
                column(
                    ColumnParser.column(row.getString(2), row.getString(3), !row.getBoolean(4)),
                    text(row.getString(5))));
      }
    }
    Map<String, TableState> tables = new TreeMap<>();
    docs.forEach((name, doc) ->
        tables.put(
            name,
            new TableState(
                name,
                doc,
                columns.getOrDefault(name, List.of()),
                "",
                null,
                List.of(),
                new TreeMap<>())));
    return tables;
  }

  /** With DuckDB's words for their texts; by {@link #key}. */
  static Map<String, Definition> definitions(Statement statement) throws SQLException {
    Map<String, Definition> definitions = new TreeMap<>();
    try (ResultSet row =
        statement.executeQuery("SELECT view_name, sql, comment FROM duckdb_views()" + OURS)) {
      while (row.next()) {
        Definition view =
            new ViewState(
                row.getString(1), row.getString(2), text(row.getString(3)), new TreeMap<>());
        definitions.put(key(view), view);
      }
    }
    try (ResultSet row =
        statement.executeQuery(
            "SELECT function_name, function_type, parameters, macro_definition, comment"
                + " FROM duckdb_functions()"
                + OURS)) {
      while (row.next()) {
        Definition function = function(row);
        definitions.put(key(function), function);
      }
    }
    return definitions;
  }

  private static FunctionState function(ResultSet row) throws SQLException {
    List<String> parameters = new ArrayList<>();
    for (Object parameter : (Object[]) row.getArray(3).getArray()) {
      parameters.add(String.valueOf(parameter));
    }
    return new FunctionState(
        row.getString(1),
        parameters,
        row.getString(2).equals("table_macro") ? FunctionState.TABLE : "",
        text(row.getString(4)),
        text(row.getString(5)));
  }

  private static ColumnState column(FileColumn column, String doc) {
    return new ColumnState(
        column.name(),
        type(column),
        Column.Mode.valueOf(column.mode().name()),
        column.fields().stream().map(field -> column(field, "")).toList(),
        doc);
  }

  private static String type(FileColumn column) {
    return switch (column.type()) {
      case DOUBLE -> Column.Type.FLOAT64.name();
      case TYPE_UNSPECIFIED -> column.definition();
      case Type other -> other.name();
    };
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
