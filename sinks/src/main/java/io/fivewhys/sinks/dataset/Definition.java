// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.dataset;

import java.util.List;
import java.util.SortedMap;

/** SQL that a dataset keeps under a name: a view or a function, as it is, or is to be. */
public sealed interface Definition {

  String name();

  String doc();

  String sql();

  /** What it is, in a word. */
  String kind();

  /**
   * @param sql its SELECT
   */
  record ViewState(String name, String sql, String doc, SortedMap<String, String> labels)
      implements Definition {

    public ViewState {
      labels = TableState.sorted(labels);
    }

    @Override
    public String kind() {
      return "view";
    }
  }

  /**
   * @param parameters such as {@code q FLOAT64}; only the name where there are no types
   * @param returns a type, {@link #TABLE} for rows, or empty where there are no types
   * @param sql its body: an expression, or a SELECT
   */
  record FunctionState(String name, List<String> parameters, String returns, String sql, String doc)
      implements Definition {

    /** What a function of rows returns. */
    public static final String TABLE = "TABLE";

    public FunctionState {
      parameters = List.copyOf(parameters);
    }

    public boolean isTable() {
      return returns.equals(TABLE);
    }

    @Override
    public String kind() {
      return "function";
    }
  }
}
