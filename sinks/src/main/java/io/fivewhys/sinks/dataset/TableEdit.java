// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A change of a table that is there, which its rows outlive. */
public sealed interface TableEdit {

  /**
   * A nullable or repeated column, empty in the rows that are there.
   *
   * @param parent names from the outermost column to the struct it is added to; empty for the table
   */
  record AddColumn(List<String> parent, ColumnState column) implements TableEdit {
    public AddColumn {
      parent = List.copyOf(parent);
    }
  }

  /** A required column may be null from now on. */
  record RelaxColumn(List<String> path) implements TableEdit {
    public RelaxColumn {
      path = List.copyOf(path);
    }
  }

  record DescribeColumn(List<String> path, String doc) implements TableEdit {
    public DescribeColumn {
      path = List.copyOf(path);
    }
  }

  record Describe(String doc) implements TableEdit {}

  /** These labels too. */
  record Label(SortedMap<String, String> labels) implements TableEdit {}

  /** For rows to come. */
  record Cluster(List<String> columns) implements TableEdit {}

  /**
   * @param before null for never, as is {@code expiry}
   */
  record Expire(@Nullable Duration expiry, @Nullable Duration before) implements TableEdit {}
}
