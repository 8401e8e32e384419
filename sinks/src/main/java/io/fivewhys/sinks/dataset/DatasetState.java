// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a dataset holds, or is to hold.
 *
 * @param location such as {@code EU}; empty where it is not told
 * @param definitions each after those it is made of, where it is what is wanted
 * @param tellsFunctions whether functions that are there are among them
 * @param others what is there besides: its kind by its name
 */
public record DatasetState(
    boolean exists,
    String location,
    List<TableState> tables,
    List<Definition> definitions,
    boolean tellsFunctions,
    SortedMap<String, String> others) {

  public DatasetState {
    tables = List.copyOf(tables);
    definitions = List.copyOf(definitions);
    others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
  }

  /** No dataset. */
  static DatasetState absent() {
    return new DatasetState(false, "", List.of(), List.of(), true, new TreeMap<>());
  }
}
