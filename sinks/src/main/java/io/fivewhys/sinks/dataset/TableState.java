// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is, or is to be.
 *
 * @param partition such as {@code DAY(window_start)}; empty for none
 * @param expiry how long after its day a partition goes; null for never
 */
public record TableState(
    String name,
    String doc,
    List<ColumnState> columns,
    String partition,
    @Nullable Duration expiry,
    List<String> clustering,
    SortedMap<String, String> labels) {

  public TableState {
    columns = List.copyOf(columns);
    clustering = List.copyOf(clustering);
    labels = sorted(labels);
  }

  static SortedMap<String, String> sorted(Map<String, String> labels) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** What a table has whose place knows of no partitions, clusters and labels. */
  TableState bare() {
    return new TableState(name, doc, columns, "", null, List.of(), new TreeMap<>());
  }

  TableState withColumns(List<ColumnState> others) {
    return new TableState(name, doc, others, partition, expiry, clustering, labels);
  }
}
