// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.sinks.dataset.Change;
import io.fivewhys.sinks.dataset.Change.AlterTable;
import io.fivewhys.sinks.dataset.Change.CreateDataset;
import io.fivewhys.sinks.dataset.Change.CreateTable;
import io.fivewhys.sinks.dataset.Change.Define;
import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.DatasetException;
import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.Definition;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.sinks.dataset.TableState;
import io.fivewhys.sinks.dataset.WantedDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tables, views and functions of a DuckDB file. DuckDB keeps no text of a view or function but
 * what it understood of it: the text is as wanted where DuckDB tells it as it tells the wanted one.
 */
public final class DuckDbDataset implements Dataset {

  private final String name;
  private final Connection connection;
  private final DatasetState wanted;

  DuckDbDataset(String name, Connection connection, DatasetState wanted) {
    this.name = name;
    this.connection = connection;
    this.wanted = wanted;
  }

  /**
   * To look at or to change; closing it closes the file.
   *
   * @param file made if it is to be changed and is not there
   */
  public static DuckDbDataset open(Path file, boolean toChange) {
    boolean there = Files.exists(file);
    try {
      Connection connection =
          there || toChange
              ? DuckDbWarehouse.connect(file, !toChange)
              : DuckDbWarehouse.connectInMemory();
      return new DuckDbDataset(file.toString(), connection, WantedDataset.ofDuckDb());
    } catch (SQLException e) {
      throw new WarehouseFileException(
          "warehouse file " + file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public DatasetState wanted() {
    return wanted;
  }

  @Override
  public DatasetState actual() {
    try (Statement statement = connection.createStatement()) {
      Map<String, TableState> tables = DuckDbCatalog.tables(statement);
      Map<String, Definition> definitions = asWritten(DuckDbCatalog.definitions(statement));
      TreeMap<String, String> others = new TreeMap<>();
      List<String> ours = wanted.tables().stream().map(TableState::name).toList();
      tables.keySet().stream()
          .filter(table -> !ours.contains(table) && !table.startsWith("_"))
          .forEach(table -> others.put(table, "table"));
      Map<String, Definition> known = byKey(wanted.definitions());
      definitions.forEach((key, definition) -> {
        if (!known.containsKey(key)) {
          boolean function = definition instanceof FunctionState;
          others.put(definition.name() + (function ? "()" : ""), definition.kind());
        }
      });
      tables.keySet().retainAll(ours);
      definitions.keySet().retainAll(known.keySet());
      return new DatasetState(
          true, "", List.copyOf(tables.values()), List.copyOf(definitions.values()), true, others);
    } catch (SQLException e) {
      throw failed("warehouse file " + name + " cannot be read", e);
    }
  }

  /** A change is done in one transaction. */
  @Override
  public void apply(Change change) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        for (String sql : statements(change, statement)) {
          statement.execute(sql);
        }
        statement.execute("COMMIT");
      } catch (SQLException e) {
        rollBack(e);
        throw e;
      }
    } catch (SQLException e) {
      throw failed(change.subject() + " of warehouse file " + name + " cannot be changed", e);
    }
  }

  private static List<String> statements(Change change, Statement statement) throws SQLException {
    return switch (change) {
      case CreateDataset create -> List.of();
      case CreateTable create -> DuckDbSql.create(create.table());
      case AlterTable alter -> {
        TableState table = DuckDbCatalog.tables(statement).get(alter.table());
        if (table == null) {
          throw new SQLException("table " + alter.table() + " has gone");
        }
        yield DuckDbSql.alter(alter, table);
      }
      case Define define -> DuckDbSql.define(define.definition());
    };
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed("warehouse file " + name + " was not closed in order", e);
    }
  }

  private void rollBack(SQLException because) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** With our texts, where DuckDB tells as it would tell ours. */
  private Map<String, Definition> asWritten(Map<String, Definition> found) throws SQLException {
    if (found.isEmpty()) {
      return found;
    }
    Map<String, Set<String>> tellings = DuckDbTexts.told(wanted);
    Map<String, Definition> written = byKey(wanted.definitions());
    Map<String, Definition> told = new TreeMap<>();
    found.forEach((key, definition) -> {
      Definition text = written.get(key);
      boolean same = tellings.getOrDefault(key, Set.of()).contains(definition.sql());
      told.put(key, text == null || !same ? definition : withText(definition, text.sql()));
    });
    return told;
  }

  private static Definition withText(Definition definition, String sql) {
    return switch (definition) {
      case ViewState view -> new ViewState(view.name(), sql, view.doc(), view.labels());
      case FunctionState function ->
          new FunctionState(
              function.name(), function.parameters(), function.returns(), sql, function.doc());
    };
  }

  private static Map<String, Definition> byKey(List<Definition> definitions) {
    return definitions.stream()
        .collect(Collectors.toMap(DuckDbCatalog::key, definition -> definition));
  }

  private static DatasetException failed(String doing, SQLException e) {
    return DatasetException.lasting(doing + ": " + e.getMessage(), e);
  }
}
