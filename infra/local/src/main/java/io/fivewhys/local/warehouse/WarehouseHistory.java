// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.local.warehouse.WarehouseQuery.QueryException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Minutes, signals and revision changes of a warehouse, as the records that they were, in the order
 * in which they were known. A minute was known when it ended: it is not told how it looked while it
 * was open. Read an hour at a time, so that a history of any length fits.
 */
public final class WarehouseHistory {

  private static final long HOUR_MICROS = 3_600_000_000L;

  private static final String HOURS =
      """
      SELECT DISTINCT (epoch_us(known_at) // 3600000000)::BIGINT AS hour
      FROM (SELECT window_start + INTERVAL 1 MINUTE AS known_at FROM service_minutes
        UNION ALL SELECT window_start + INTERVAL 1 MINUTE FROM dependency_minutes
        UNION ALL SELECT observed_at FROM revision_changes)
      ORDER BY hour
      """;

  private static final Comparator<Known> IN_TIME = Comparator.comparingLong(Known::observedAt);

  /**
   * A record, and when it was known.
   *
   * @param observedAt microseconds since the epoch
   */
  public record Known(long observedAt, String project, SpecificRecord record) {}

  /**
   * How much was read.
   *
   * @param rows of all three tables
   * @param first when the earliest was known; null where there is none
   */
  public record Extent(long rows, @Nullable Instant first, @Nullable Instant last) {}

  private WarehouseHistory() {}

  /**
   * @throws WarehouseFileException when the file cannot be read, or is no warehouse of ours
   */
  public static Extent read(Path file, Consumer<Known> visitor) {
    try {
      return WarehouseQuery.read(file, warehouse -> read(warehouse, visitor));
    } catch (QueryException e) {
      throw new WarehouseFileException(
          file + " is no warehouse that a replay left: " + e.getMessage(), e);
    }
  }

  private static Extent read(Connection warehouse, Consumer<Known> visitor) throws SQLException {
    long rows = 0;
    Known first = null;
    Known last = null;
    for (long hour : hours(warehouse)) {
      List<Known> known = new ArrayList<>();
      rows += HistoryRows.serviceMinutes(warehouse, from(hour), from(hour + 1), known);
      rows += HistoryRows.signalMinutes(warehouse, from(hour), from(hour + 1), known);
      rows += HistoryRows.revisionChanges(warehouse, from(hour), from(hour + 1), known);
      known.sort(IN_TIME); // stable: of one time, minutes before what was made of them
      known.forEach(visitor);
      first = first == null ? known.getFirst() : first;
      last = known.getLast();
    }
    return new Extent(rows, instant(first), instant(last));
  }

  private static long from(long hour) {
    return hour * HOUR_MICROS;
  }

  private static List<Long> hours(Connection warehouse) throws SQLException {
    List<Long> hours = new ArrayList<>();
    try (PreparedStatement query = warehouse.prepareStatement(HOURS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        hours.add(row.getLong(1));
      }
    }
    return hours;
  }

  private static @Nullable Instant instant(@Nullable Known known) {
    return known == null ? null : Instant.EPOCH.plus(known.observedAt(), ChronoUnit.MICROS);
  }
}
