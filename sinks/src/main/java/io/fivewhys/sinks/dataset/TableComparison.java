// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import io.fivewhys.sinks.dataset.TableEdit.AddColumn;
import io.fivewhys.sinks.dataset.TableEdit.Cluster;
import io.fivewhys.sinks.dataset.TableEdit.Describe;
import io.fivewhys.sinks.dataset.TableEdit.DescribeColumn;
import io.fivewhys.sinks.dataset.TableEdit.Expire;
import io.fivewhys.sinks.dataset.TableEdit.Label;
import io.fivewhys.sinks.dataset.TableEdit.RelaxColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How a table that is there differs from the one that is wanted. */
final class TableComparison {

  private final TableState wanted;
  private final TableState actual;
  private final List<TableEdit> edits = new ArrayList<>();
  private final List<Conflict> conflicts = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  TableComparison(TableState wanted, TableState actual) {
    this.wanted = wanted;
    this.actual = actual;
    columns(List.of(), wanted.columns(), actual.columns());
    if (!wanted.doc().isEmpty() && !wanted.doc().equals(actual.doc())) {
      edits.add(new Describe(wanted.doc()));
    }
    if (!actual.labels().entrySet().containsAll(wanted.labels().entrySet())) {
      edits.add(new Label(wanted.labels()));
    }
    layout();
  }

  List<TableEdit> edits() {
    return List.copyOf(edits);
  }

  List<Conflict> conflicts() {
    return List.copyOf(conflicts);
  }

  /** Columns that are there and not ours. */
  List<String> unknown() {
    return List.copyOf(unknown);
  }

  private void layout() {
    if (!wanted.partition().equals(actual.partition())) {
      conflict(
          actual.partition().isEmpty()
              ? "it is not partitioned and has to be by " + wanted.partition()
              : "it is partitioned by %s and has to be by %s"
                  .formatted(actual.partition(), wanted.partition()),
          "copy it elsewhere, drop it, apply again, and copy its rows back");
      return;
    }
    if (!wanted.clustering().equals(actual.clustering())) {
      edits.add(new Cluster(wanted.clustering()));
    }
    if (!Objects.equals(wanted.expiry(), actual.expiry())) {
      edits.add(new Expire(wanted.expiry(), actual.expiry()));
    }
  }

  private void columns(
      List<String> parent, List<ColumnState> wantedHere, List<ColumnState> actualHere) {
    for (ColumnState column : wantedHere) {
      Optional<ColumnState> there = named(column.name(), actualHere);
      if (there.isPresent()) {
        column(joined(parent, column.name()), column, there.get());
      } else if (column.required()) {
        conflict(
            "column %s %s is missing and may not be null in new rows"
                .formatted(TableWords.path(parent, column.name()), column.sqlType()),
            "no such column can be added to rows that are there: add it as one that may be null");
      } else {
        edits.add(new AddColumn(parent, column));
      }
    }
    for (ColumnState column : actualHere) {
      if (named(column.name(), wantedHere).isEmpty()) {
        unknown(TableWords.path(parent, column.name()), column);
      }
    }
  }

  private void column(List<String> path, ColumnState column, ColumnState there) {
    if (!column.type().equals(there.type()) || column.repeated() != there.repeated()) {
      conflict(
          "column %s is %s and has to be %s"
              .formatted(String.join(".", path), there.sqlType(), column.sqlType()),
          "rename it, so that one of the right type can be added beside it");
      return;
    }
    if (there.required() && !column.required()) {
      edits.add(new RelaxColumn(path));
    }
    if (!column.doc().isEmpty() && !column.doc().equals(there.doc())) {
      edits.add(new DescribeColumn(path, column.doc()));
    }
    columns(path, column.fields(), there.fields());
  }

  private void unknown(String name, ColumnState column) {
    unknown.add("column " + wanted.name() + '.' + name);
    if (column.required()) {
      conflict(
          "column " + name + " is not ours and may not be null",
          "rows of ours would be refused: let it be null");
    }
  }

  private void conflict(String problem, String remedy) {
    conflicts.add(new Conflict("table " + wanted.name(), problem, remedy));
  }

  /** BigQuery's names of columns are the same in any case. */
  private static Optional<ColumnState> named(String name, List<ColumnState> columns) {
    return columns.stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst();
  }

  private static List<String> joined(List<String> parent, String name) {
    return Stream.concat(parent.stream(), Stream.of(name)).toList();
  }
}
