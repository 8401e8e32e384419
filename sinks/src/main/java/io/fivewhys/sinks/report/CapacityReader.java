// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.capacity.CapacityRange;
import io.fivewhys.sinks.report.capacity.CapacityReport;
import io.fivewhys.sinks.report.capacity.CapacitySeries;
import io.fivewhys.sinks.report.capacity.ResourceKey;
import io.fivewhys.sinks.report.capacity.Standing;
import io.fivewhys.sinks.report.capacity.Standing.Share;
import io.fivewhys.sinks.report.capacity.Used;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was used of what there is: days of the months that a forecast looks back on, hours of
 * the latest fortnight, and how each resource stands. The database adds up.
 */
final class CapacityReader {

  private static final int MINUTES_OF_HOUR = 60;

  private static final String EXTENT =
      """
      SELECT MIN(window_start) AS oldest, MAX(window_start) AS newest
      FROM {dataset}.capacity_samples WHERE window_start >= ?
      """;

  /** Shares of a budget are counted each hour anew: none of those hours weighs more. */
  private static final String SLOTS =
      """
      SELECT project, location, component_kind, component, resource, slot,
        MIN(window_start) AS first_hour, MAX(peak) AS peak, SUM(mean * samples) AS total,
        SUM(weight) AS weight, SUM(mean * weight) / NULLIF(SUM(weight), 0) AS mean
      FROM (
        SELECT project, location, component_kind, component, resource, window_start, peak, mean,
          samples, DIV(UNIX_MICROS(window_start), %d) AS slot,
          IF(resource = 'SQL_CONNECTION_BUDGET', 1, samples) AS weight
        FROM {dataset}.capacity_samples
        WHERE window_start >= ? AND window_start < ?)
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
      """;

  /** The same of the 24 hours before the end, the 24 before those, and so on. */
  private static final String STRETCHES =
      SLOTS.replace("DIV(UNIX_MICROS(window_start), %d)", "DIV(? - UNIX_MICROS(window_start), %d)");

  /** Only of what has been there for about a fortnight or less: of all else days say more. */
  private static final String YOUNG =
      """
      WITH young AS (
        SELECT project, location, component_kind, component, resource
        FROM {dataset}.capacity_samples
        WHERE window_start >= ? AND window_start < ?
        GROUP BY 1, 2, 3, 4, 5
        HAVING COUNT(DISTINCT DIV(UNIX_MICROS(window_start), 86400000000)) <= 16)
      """
          + SLOTS.replace(
              "{dataset}.capacity_samples",
              "{dataset}.capacity_samples JOIN young"
                  + " USING (project, location, component_kind, component, resource)");

  private static final String STANDING =
      """
      SELECT project, location, component_kind, component, resource, window_start, peak,
        limit_value, limit_from, shares
      FROM (
        SELECT *, ROW_NUMBER() OVER (
            PARTITION BY project, location, component_kind, component, resource
            ORDER BY window_start DESC, observed_at DESC) AS place
        FROM {dataset}.capacity_samples
        WHERE window_start >= ? AND window_start < ?)
      WHERE place = 1
      ORDER BY 1, 2, 3, 4, 5
      """;

  private final WarehouseReader reader;

  CapacityReader(WarehouseReader reader) {
    this.reader = reader;
  }

  /** What of that time there is, in whole hours; four months where nobody says from when. */
  Range range(Instant since, AskedRange asked) {
    return range(since, asked, CapacityRange.SEEN_DAYS * 1_440L);
  }

  /**
   * @param openMinutes how long before its end it begins where nobody says
   */
  Range range(Instant since, AskedRange asked, long openMinutes) {
    WarehouseRow extent = reader.rows(EXTENT, since).getFirst();
    if (extent.numberOrNull("oldest") == null) {
      return Range.EMPTY;
    }
    Range known =
        new Range(minute(extent.number("oldest")), minute(extent.number("newest")) + 1)
            .aligned(MINUTES_OF_HOUR);
    return asked.within(known, openMinutes).aligned(MINUTES_OF_HOUR);
  }

  CapacityReport read(Instant since, AskedRange asked) {
    return read(range(since, asked));
  }

  CapacityReport read(Range asked) {
    Range shown = asked.last(Math.min(asked.minutes(), CapacityRange.MOST_DAYS * 1_440L));
    CapacityRange range = new CapacityRange(micros(shown.from()), micros(shown.to()));
    CapacitySeries series = new CapacitySeries();
    reader.forEach(
        SLOTS.formatted(Used.DAY_MICROS),
        row -> series.day(key(row), used(row, Used.DAY_MICROS), row.number("first_hour")),
        time(range.firstDay()),
        time(range.to()));
    reader.forEach(
        STRETCHES.formatted(Used.DAY_MICROS),
        row -> series.stretch(key(row), stretch(row, range.to())),
        range.to() - 1,
        time(range.firstHour()),
        time(range.to()));
    long step = series.step(range);
    hours(series, range, step == Used.HOUR_MICROS);
    reader.forEach(
        STANDING,
        row -> series.standing(key(row), standing(row)),
        time(range.firstDay()),
        time(range.to()));
    return CapacityReport.of(series, range, step);
  }

  private void hours(CapacitySeries series, CapacityRange range, boolean all) {
    Consumer<WarehouseRow> each = row -> series.hour(key(row), used(row, Used.HOUR_MICROS));
    Instant first = time(range.firstHour());
    Instant end = time(range.to());
    if (all) {
      reader.forEach(SLOTS.formatted(Used.HOUR_MICROS), each, first, end);
    } else {
      reader.forEach(
          YOUNG.formatted(Used.HOUR_MICROS), each, time(range.firstDay()), end, first, end);
    }
  }

  private static ResourceKey key(WarehouseRow row) {
    return new ResourceKey(
        row.text("project"),
        row.text("location"),
        row.text("component_kind"),
        row.text("component"),
        row.text("resource"));
  }

  private static Used used(WarehouseRow row, long width) {
    return used(row.number("slot") * width, row);
  }

  private static Used stretch(WarehouseRow row, long end) {
    return used(end - (row.number("slot") + 1) * Used.DAY_MICROS, row);
  }

  private static Used used(long start, WarehouseRow row) {
    return new Used(
        start,
        row.fraction(key(row).adds() ? "total" : "peak"),
        row.fraction("mean"),
        row.number("weight"));
  }

  private static Standing standing(WarehouseRow row) {
    return new Standing(
        row.number("window_start"),
        row.fraction("peak"),
        row.fractionOrNull("limit_value"),
        Texts.cut(row.text("limit_from")),
        row.structs("shares", CapacityReader::share));
  }

  private static Share share(List<@Nullable Object> fields) {
    return new Share(
        text(fields.get(0)),
        text(fields.get(1)),
        (Long) Objects.requireNonNull(fields.get(2)),
        (Double) Objects.requireNonNull(fields.get(3)),
        (Double) Objects.requireNonNull(fields.get(4)),
        Texts.cut(text(fields.get(5))));
  }

  private static String text(@Nullable Object field) {
    return (String) Objects.requireNonNull(field);
  }

  private static long minute(long micros) {
    return Math.floorDiv(micros, 60_000_000L);
  }

  private static long micros(long minute) {
    return minute * 60_000_000L;
  }

  private static Instant time(long micros) {
    return Range.at(minute(micros));
  }
}
