// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.engine.WarehouseReader;
import java.util.Comparator;
import java.util.List;

/** Reads how much of a stretch of time the warehouse covers. */
record CoverageReader(WarehouseReader reader) {

  /** Minutes without a word of any service that make a gap. */
  static final int GAP_MINUTES = 5;

  private static final int GAPS = 50;

  /** Entries are received later than what they tell of. */
  static final int RECEIVED_AFTER_MINUTES = 60;

  /** The minutes on either side of the range stand for ones that were heard of. */
  private static final String GAPS_BETWEEN =
      """
      SELECT DIV(UNIX_MICROS(window_start), 60000000) AS last_before,
        DIV(UNIX_MICROS(next), 60000000) AS first_after
      FROM (
        SELECT window_start, LEAD(window_start) OVER (ORDER BY window_start) AS next
        FROM (
          SELECT CAST(? AS TIMESTAMP) AS window_start
          UNION DISTINCT
          SELECT CAST(? AS TIMESTAMP)
          UNION DISTINCT
          SELECT window_start FROM {dataset}.service_minutes
          WHERE window_start >= ? AND window_start < ?) AS heard) AS pairs
      WHERE UNIX_MICROS(next) - UNIX_MICROS(window_start) > %d
      ORDER BY UNIX_MICROS(next) - UNIX_MICROS(window_start) DESC, window_start LIMIT %d
      """;

  private static final String LATE =
      """
      SELECT SUM(late_entries) AS late FROM {dataset}.service_minutes
      WHERE window_start >= ? AND window_start < ?
      """;

  private static final String REJECTED =
      """
      SELECT COUNT(*) AS rejected FROM {dataset}.rejected_entries
      WHERE received_at IS NULL OR received_at >= ? AND received_at < ?
      """;

  Coverage read(Extent extent, Range range) {
    Range received = new Range(range.from(), range.to() + RECEIVED_AFTER_MINUTES);
    return new Coverage(
        extent.newest(),
        gaps(range),
        reader.rows(LATE, range.start(), range.end()).getFirst().number("late"),
        reader.rows(REJECTED, received.start(), received.end()).getFirst().number("rejected"));
  }

  private List<Range> gaps(Range range) {
    if (range.isEmpty()) {
      return List.of();
    }
    return reader
        .rows(
            GAPS_BETWEEN.formatted(GAP_MINUTES * 60_000_000L, GAPS),
            Range.at(range.from() - 1),
            range.end(),
            range.start(),
            range.end())
        .stream()
        .map(row -> new Range(row.number("last_before") + 1, row.number("first_after")))
        .sorted(Comparator.comparingLong(Range::from))
        .toList();
  }
}
