// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import io.fivewhys.sinks.dataset.Change.AlterTable;
import io.fivewhys.sinks.dataset.Change.CreateDataset;
import io.fivewhys.sinks.dataset.Change.CreateTable;
import io.fivewhys.sinks.dataset.Change.Define;
import io.fivewhys.sinks.dataset.Definition.FunctionState;
import io.fivewhys.sinks.dataset.Definition.ViewState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps from what a dataset holds to what it is to hold, in an order in which each finds what
 * it is made of; what stands in the way; and what is there that we do not know, which stays. A
 * dataset to which a plan was applied plans nothing.
 *
 * @param unknown such as {@code view my_report}
 */
public record DatasetPlan(List<Change> changes, List<Conflict> conflicts, List<String> unknown) {

  public DatasetPlan {
    changes = List.copyOf(changes);
    conflicts = List.copyOf(conflicts);
    unknown = List.copyOf(unknown);
  }

  public static DatasetPlan of(Dataset dataset) {
    return of(dataset.name(), dataset.wanted(), dataset.actual());
  }

  static DatasetPlan of(String name, DatasetState wanted, DatasetState actual) {
    return new Making(wanted, actual).plan(name);
  }

  /**
   * Does each change; what was done before one fails stays done.
   *
   * @param done told of each that was
   * @throws DatasetException when there are conflicts, and nothing is changed then, or when a
   *     change fails
   */
  public void apply(Dataset dataset, Consumer<Change> done) {
    if (!conflicts.isEmpty()) {
      throw DatasetException.conflicts(conflicts);
    }
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      try {
        dataset.apply(change);
      } catch (DatasetException e) {
        throw e.after(i, changes.subList(i, changes.size()));
      }
      done.accept(change);
    }
  }

  /** A plan while it is being made. */
  private static final class Making {

    private final DatasetState wanted;
    private final DatasetState actual;
    private final List<Change> changes = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();

    /** Of what has other columns than before. */
    private final Set<String> reshaped = new TreeSet<>();

    Making(DatasetState wanted, DatasetState actual) {
      this.wanted = wanted;
      this.actual = actual;
    }

    DatasetPlan plan(String name) {
      if (!actual.exists()) {
        changes.add(new CreateDataset(name, wanted.location()));
      } else if (elsewhere()) {
        conflicts.add(
            new Conflict(
                "dataset " + name,
                "it is in %s and not in %s".formatted(actual.location(), wanted.location()),
                "set warehouse.location to where it is, or name another dataset"));
      }
      tables();
      definitions();
      actual.others().forEach((other, kind) -> unknown.add(kind + ' ' + other));
      return new DatasetPlan(changes, conflicts, unknown);
    }

    private boolean elsewhere() {
      return !wanted.location().isEmpty()
          && !actual.location().isEmpty()
          && !wanted.location().equalsIgnoreCase(actual.location());
    }

    private void tables() {
      Map<String, TableState> there =
          actual.tables().stream().collect(Collectors.toMap(TableState::name, Function.identity()));
      for (TableState table : wanted.tables()) {
        TableState before = there.get(table.name());
        if (before == null) {
          if (free("table", table.name())) {
            changes.add(new CreateTable(table));
          }
          continue;
        }
        TableComparison comparison = new TableComparison(table, before);
        conflicts.addAll(comparison.conflicts());
        unknown.addAll(comparison.unknown());
        if (!comparison.edits().isEmpty()) {
          AlterTable change = new AlterTable(table.name(), comparison.edits());
          changes.add(change);
          if (change.addsColumns()) {
            reshaped.add(table.name());
          }
        }
      }
    }

    private void definitions() {
      Map<String, Definition> there = new HashMap<>();
      actual.definitions().forEach(found -> there.put(key(found), found));
      for (Definition definition : wanted.definitions()) {
        if (definition instanceof FunctionState && !actual.tellsFunctions()) {
          changes.add(
              new Define(definition, "made again, as this server does not tell what there is"));
          continue;
        }
        Definition before = there.get(key(definition));
        if (before == null) {
          if (definition instanceof FunctionState || free("view", definition.name())) {
            changes.add(new Define(definition, ""));
          }
          continue;
        }
        String why = why(definition, before);
        if (why != null) {
          changes.add(new Define(definition, why));
          reshaped.add(definition.name());
        }
      }
    }

    private static String key(Definition definition) {
      return definition.kind() + ' ' + definition.name();
    }

    /** Null where it is as it is to be. */
    private @Nullable String why(Definition definition, Definition before) {
      if (!same(definition, before)) {
        return "its text differs";
      }
      if (!definition.doc().equals(before.doc())) {
        return "its description differs";
      }
      if (definition instanceof ViewState view
          && before instanceof ViewState old
          && !old.labels().entrySet().containsAll(view.labels().entrySet())) {
        return "its labels differ";
      }
      // An engine remembers the columns that a view had when it was made.
      return definition instanceof ViewState
          ? reshaped.stream()
              .filter(name -> mentions(definition.sql(), name))
              .findFirst()
              .map(name -> name + " changes")
              .orElse(null)
          : null;
    }

    private static boolean same(Definition one, Definition other) {
      boolean text = one.sql().strip().equals(other.sql().strip());
      if (one instanceof FunctionState function && other instanceof FunctionState old) {
        return text
            && plain(function.parameters()).equals(plain(old.parameters()))
            && function.isTable() == old.isTable()
            && (function.isTable()
                || plain(List.of(function.returns())).equals(plain(List.of(old.returns()))));
      }
      return text;
    }

    /** Types are told in capitals and without blanks, or not. */
    private static List<String> plain(List<String> typed) {
      return typed.stream()
          .map(text -> text.replaceAll("\\s+", " ").toUpperCase(Locale.ROOT))
          .toList();
    }

    private static boolean mentions(String sql, String name) {
      return Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(sql).find();
    }

    /** Whether nothing else has the name. */
    private boolean free(String kind, String name) {
      String other = actual.others().get(name);
      if (other == null) {
        return true;
      }
      conflicts.add(
          new Conflict(
              kind + ' ' + name,
              "there is another of this name: a " + other,
              "rename that, or name another dataset"));
      return false;
    }
  }
}
