// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * From when to when the warehouse holds anything.
 *
 * @param range of minutes, deploys and incidents together
 * @param newest the minute after the last of each project
 */
record Extent(Range range, SortedMap<String, Long> newest) {

  private static final String MINUTES =
      """
      SELECT project, MIN(window_start) AS oldest, MAX(window_start) AS newest
      FROM {dataset}.service_minutes WHERE window_start >= ? GROUP BY project
      """;

  private static final String OBSERVED =
      """
      SELECT MIN(observed_at) AS oldest, MAX(observed_at) AS newest
      FROM {dataset}.%s WHERE observed_at >= ?
      """;

  Extent {
    newest = Collections.unmodifiableSortedMap(newest);
  }

  /**
   * @param since nothing before it is looked for
   */
  static Extent read(WarehouseReader reader, Instant since) {
    SortedMap<String, Long> newest = new TreeMap<>();
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (WarehouseRow row : reader.rows(MINUTES, since)) {
      newest.put(row.text("project"), minute(row.number("newest")) + 1);
      from = Math.min(from, minute(row.number("oldest")));
      to = Math.max(to, minute(row.number("newest")) + 1);
    }
    for (WarehouseRow row :
        Stream.of("revision_changes", "escalations")
            .flatMap(table -> reader.rows(OBSERVED.formatted(table), since).stream())
            .toList()) {
      if (row.numberOrNull("oldest") != null) {
        from = Math.min(from, minute(row.number("oldest")));
        to = Math.max(to, minute(row.number("newest")) + 1);
      }
    }
    return new Extent(to < from ? Range.EMPTY : new Range(from, to), newest);
  }

  /** The minute after the last of all projects; the range's end where none has any. */
  long newestMinute() {
    return newest.values().stream().mapToLong(Long::longValue).max().orElse(range.to());
  }

  private static long minute(long micros) {
    return Math.floorDiv(micros, 60_000_000L);
  }
}
