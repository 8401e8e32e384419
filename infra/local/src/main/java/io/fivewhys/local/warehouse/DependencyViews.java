// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;

/** Views on what services lean on, in DuckDB's SQL. */
final class DependencyViews {

  /** Who leans on what, as far as it was ever spoken of. */
  private static final String TOPOLOGY =
      """
      CREATE OR REPLACE VIEW topology AS
      SELECT
        project, caller, component_kind, component,
        min(window_start) AS first_seen,
        max(window_start) AS last_seen,
        count(DISTINCT window_start) AS minutes,
        sum(count)::BIGINT AS signals
      FROM dependency_minutes
      WHERE caller <> ''
      GROUP BY ALL\
      """;

  static final List<String> ALL = List.of(TOPOLOGY);

  private DependencyViews() {}
}
