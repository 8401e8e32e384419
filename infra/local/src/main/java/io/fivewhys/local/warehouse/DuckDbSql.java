// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.warehouse.DuckDbDdl.quoted;

import io.fivewhys.sinks.dataset.Change.AlterTable;
import io.fivewhys.sinks.dataset.ColumnState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.sinks.dataset.TableEdit;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.DuckDbDdl;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Changes of tables, views and functions in DuckDB's SQL, with their descriptions as comments. */
final class DuckDbSql {

  private DuckDbSql() {}

  static List<String> create(TableState table) {
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE "
            + quoted(table.name())
            + table.columns().stream()
                .map(column ->
                    quoted(column.name())
                        + ' '
                        + type(column)
                        + (column.mode() == Column.Mode.NULLABLE ? "" : " NOT NULL"))
                .collect(Collectors.joining(", ", " (", ")")));
    statements.add(comment("TABLE " + quoted(table.name()), table.doc()));
    table.columns().forEach(column -> statements.add(describe(table.name(), column)));
    return statements;
  }

  /**
   * @param table as it is now
   */
  static List<String> alter(AlterTable alter, TableState table) {
    List<String> statements = new ArrayList<>();
    for (TableEdit edit : alter.edits()) {
      switch (edit) {
        case TableEdit.AddColumn add -> addColumn(statements, table, add);
        case TableEdit.RelaxColumn relax ->
            statements.add(
                alter(alter.table())
                    + "ALTER COLUMN "
                    + quoted(relax.path().getFirst())
                    + " DROP NOT NULL");
        case TableEdit.DescribeColumn describe ->
            statements.add(
                comment(
                    "COLUMN " + quoted(alter.table()) + '.' + quoted(describe.path().getFirst()),
                    describe.doc()));
        case TableEdit.Describe describe ->
            statements.add(comment("TABLE " + quoted(alter.table()), describe.doc()));
        case TableEdit.Label label -> throw unknown(edit);
        case TableEdit.Cluster cluster -> throw unknown(edit);
        case TableEdit.Expire expire -> throw unknown(edit);
      }
    }
    return statements;
  }

  static List<String> define(Definition definition) {
    return switch (definition) {
      case ViewState view ->
          List.of(
              "CREATE OR REPLACE VIEW " + quoted(view.name()) + " AS\n" + view.sql(),
              comment("VIEW " + quoted(view.name()), view.doc()));
      case FunctionState function -> {
        boolean rows = function.isTable();
        yield List.of(
            "CREATE OR REPLACE MACRO "
                + quoted(function.name())
                + function.parameters().stream().collect(Collectors.joining(", ", "(", ")"))
                + (rows ? " AS TABLE\n" + function.sql() : " AS (\n" + function.sql() + "\n)"),
            comment((rows ? "MACRO TABLE " : "MACRO ") + quoted(function.name()), function.doc()));
      }
    };
  }

  /** A list is empty, not null, in rows that are there; it cannot be held to that as well. */
  private static void addColumn(
      List<String> statements, TableState table, TableEdit.AddColumn add) {
    ColumnState column = add.column();
    boolean list = column.mode() == Column.Mode.REPEATED && add.parent().isEmpty();
    statements.add(
        alter(table.name())
            + "ADD COLUMN "
            + path(table.columns(), add.parent())
            + quoted(column.name())
            + ' '
            + type(column)
            + (list ? " DEFAULT []" : ""));
    if (add.parent().isEmpty()) {
      statements.add(describe(table.name(), column));
    }
  }

  /** With its last dot; a list on the way has its elements in the path. */
  private static String path(List<ColumnState> columns, List<String> parent) {
    if (parent.isEmpty()) {
      return "";
    }
    ColumnState column =
        columns.stream()
            .filter(c -> c.name().equalsIgnoreCase(parent.getFirst()))
            .findFirst()
            .orElseThrow();
    return quoted(column.name())
        + (column.mode() == Column.Mode.REPEATED ? ".element." : ".")
        + path(column.fields(), parent.subList(1, parent.size()));
  }

  private static String alter(String table) {
    return "ALTER TABLE " + quoted(table) + ' ';
  }

  private static String describe(String table, ColumnState column) {
    return comment("COLUMN " + quoted(table) + '.' + quoted(column.name()), column.doc());
  }

  private static String comment(String on, String doc) {
    return "COMMENT ON " + on + " IS '" + doc.replace("'", "''") + '\'';
  }

  private static String type(ColumnState column) {
    return DuckDbDdl.type(column.column());
  }

  private static IllegalArgumentException unknown(TableEdit edit) {
    return new IllegalArgumentException("a file knows nothing of " + edit);
  }
}
