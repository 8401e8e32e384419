// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Dialect;
import io.fivewhys.warehouse.Function;
import io.fivewhys.warehouse.Functions;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import io.fivewhys.warehouse.View;
import io.fivewhys.warehouse.Views;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a dataset is to hold: all tables, views and functions, in the terms of its engine. */
public final class WantedDataset {

  /** On what we make, so that one sees what it costs. */
  static final SortedMap<String, String> LABELS =
      TableState.sorted(new TreeMap<>(Map.of("application", "fivewhys")));

  static final String DOC = "What fivewhys saw: minutes, deploys, incidents and their causes";

  private static final Duration MONTH = Duration.ofDays(30);

  private WantedDataset() {}

  /**
   * @param dataset PROJECT.DATASET
   * @param location empty for wherever it is
   * @param retention how long minutes are kept; null for always
   */
  public static DatasetState ofBigQuery(
      String dataset, String location, @Nullable Duration retention) {
    return new DatasetState(
        true,
        location,
        Tables.ALL.stream().map(table -> table(table, retention)).toList(),
        definitions(Dialect.BIGQUERY, dataset),
        true,
        new TreeMap<>());
  }

  /** A file knows no partitions and labels, no descriptions within structs, and no types there. */
  public static DatasetState ofDuckDb() {
    return new DatasetState(
        true,
        "",
        Tables.ALL.stream()
            .map(table -> table(table, null).bare())
            .map(table ->
                table.withColumns(
                    table.columns().stream().map(WantedDataset::withLooseFields).toList()))
            .toList(),
        definitions(Dialect.DUCKDB, ""),
        true,
        new TreeMap<>());
  }

  private static TableState table(Table table, @Nullable Duration retention) {
    Duration expiry =
        switch (table.keep()) {
          case ALWAYS -> null;
          case MINUTES -> retention;
          case MONTH -> MONTH;
        };
    return new TableState(
        table.name(),
        table.doc(),
        table.columns().stream().map(ColumnState::of).toList(),
        "DAY(" + table.partition() + ")",
        expiry,
        table.clustering(),
        LABELS);
  }

  private static ColumnState withLooseFields(ColumnState column) {
    return new ColumnState(
        column.name(),
        column.type(),
        column.mode(),
        column.fields().stream().map(WantedDataset::loose).toList(),
        column.doc());
  }

  private static ColumnState loose(ColumnState field) {
    return new ColumnState(
        field.name(),
        field.type(),
        field.repeated() ? Column.Mode.REPEATED : Column.Mode.NULLABLE,
        field.fields().stream().map(WantedDataset::loose).toList(),
        "");
  }

  private static List<Definition> definitions(Dialect dialect, String dataset) {
    List<Definition> definitions = new ArrayList<>();
    for (Function function : Functions.scalars(dialect)) {
      definitions.add(function(function, dialect, dataset));
    }
    for (View view : Views.ALL) {
      definitions.add(
          new ViewState(
              view.name(),
              view.sql(dialect, dataset),
              view.doc(),
              dialect == Dialect.BIGQUERY ? LABELS : new TreeMap<>()));
    }
    for (Function function : Functions.TABLES) {
      definitions.add(function(function, dialect, dataset));
    }
    return definitions;
  }

  private static FunctionState function(Function function, Dialect dialect, String dataset) {
    boolean typed = dialect == Dialect.BIGQUERY;
    return new FunctionState(
        function.name(),
        function.parameters().stream()
            .map(p -> typed ? p.name() + ' ' + p.type() : p.name())
            .toList(),
        typed || function.isTable() ? function.returns() : "",
        function.sql(dialect, dataset),
        function.doc());
  }
}
