// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import io.fivewhys.sinks.dataset.TableEdit.AddColumn;
import java.util.List;

/** One step from what there is to what there is to be. None takes anything away. */
public sealed interface Change {

  /** Whether something comes to be that was not there. */
  boolean creates();

  /** What it is about, such as {@code view incidents}. */
  String subject();

  /** What is done to it, in words; empty where there is nothing to add. */
  List<String> details();

  /**
   * @param location empty for the service's own choice
   */
  record CreateDataset(String name, String location) implements Change {
    @Override
    public boolean creates() {
      return true;
    }

    @Override
    public String subject() {
      return "dataset " + name;
    }

    @Override
    public List<String> details() {
      return location.isEmpty() ? List.of() : List.of("in " + location);
    }
  }

  record CreateTable(TableState table) implements Change {
    @Override
    public boolean creates() {
      return true;
    }

    @Override
    public String subject() {
      return "table " + table.name();
    }

    @Override
    public List<String> details() {
      return TableWords.of(table);
    }
  }

  record AlterTable(String table, List<TableEdit> edits) implements Change {
    public AlterTable {
      edits = List.copyOf(edits);
    }

    boolean addsColumns() {
      return edits.stream().anyMatch(AddColumn.class::isInstance);
    }

    @Override
    public boolean creates() {
      return false;
    }

    @Override
    public String subject() {
      return "table " + table;
    }

    @Override
    public List<String> details() {
      return edits.stream().map(TableWords::of).toList();
    }
  }

  /**
   * Creates or replaces a view or function.
   *
   * @param why it is replaced; empty when it is new
   */
  record Define(Definition definition, String why) implements Change {
    @Override
    public boolean creates() {
      return why.isEmpty();
    }

    @Override
    public String subject() {
      return definition.kind() + ' ' + definition.name();
    }

    @Override
    public List<String> details() {
      return why.isEmpty() ? List.of() : List.of(why);
    }
  }
}
