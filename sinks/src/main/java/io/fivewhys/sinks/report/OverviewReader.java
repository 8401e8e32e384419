// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Budget.Failed;
import io.fivewhys.sinks.report.Overview.Rejection;
import io.fivewhys.sinks.report.Overview.Service;
import io.fivewhys.sinks.report.Overview.Worst;
import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an {@link Overview}. The database adds up; what comes out of it is a few rows for each
 * service, however many minutes there are.
 */
final class OverviewReader {

  /** Slots of a spark. */
  static final int SPARK_SLOTS = 96;

  static final int INCIDENTS = 50;
  static final int CHANGES = 100;
  static final int REJECTIONS = 50;

  /**
   * Slots as wide as those of a service's own document: totals of each service, its worst slot, and
   * its slots put together to wider ones.
   */
  private static final String SLOTS =
      """
      WITH fine AS (
        SELECT project, location, service, DIV(UNIX_MICROS(window_start), %1$d) AS slot,
          SUM(requests) AS requests, SUM(errors_5xx) AS errors_5xx, SUM(errors_4xx) AS errors_4xx,
          SUM(errors_auth) AS errors_auth, SUM(errors_429) AS errors_429,
          SUM(connections) AS connections, SUM(instance_starts) AS starts,
          SUM(instance_exits) AS exits, SUM(late_entries) AS late, MAX(instances) AS instances
        FROM {dataset}.service_minutes
        WHERE window_start >= ? AND window_start < ?
        GROUP BY 1, 2, 3, 4)
      SELECT 'total' AS kind, project, location, service, 0 AS slot, SUM(requests) AS requests,
        SUM(errors_5xx) AS errors_5xx, SUM(errors_4xx) AS errors_4xx,
        SUM(errors_auth) AS errors_auth, SUM(errors_429) AS errors_429,
        SUM(connections) AS connections, SUM(starts) AS starts, SUM(exits) AS exits,
        SUM(late) AS late, MAX(instances) AS instances
      FROM fine GROUP BY 2, 3, 4
      UNION ALL
      SELECT 'worst', project, location, service, slot, requests, errors_5xx, 0, 0, 0, 0, 0, 0, 0, 0
      FROM (
        SELECT project, location, service, slot, requests, errors_5xx,
          ROW_NUMBER() OVER (
            PARTITION BY project, location, service ORDER BY errors_5xx / requests DESC, slot)
            AS place
        FROM fine WHERE requests > 0 AND errors_5xx >= %3$d)
      WHERE place = 1
      UNION ALL
      SELECT 'spark', project, location, service, DIV(slot, %2$d), SUM(requests), SUM(errors_5xx),
        0, 0, 0, 0, 0, 0, 0, 0
      FROM fine GROUP BY 2, 3, 4, 5
      ORDER BY 1, 2, 3, 4, 5
      """;

  /**
   * Numbers stand for services while buckets are added up: they are many, and names are long. They
   * follow the names' order, because BigQuery may work them out anew wherever they are used.
   */
  private static final String BUCKETS =
      """
      WITH
        names AS (
          SELECT project, location, service,
            ROW_NUMBER() OVER (ORDER BY project, location, service) AS number
          FROM (
            SELECT DISTINCT project, location, service FROM {dataset}.service_minutes
            WHERE window_start >= ? AND window_start < ?)),
        buckets AS (
          SELECT number, {bucket}
          FROM {dataset}.service_minutes
          JOIN names USING (project, location, service){unnested}
          WHERE window_start >= ? AND window_start < ?),
        sums AS (SELECT number, bucket, SUM(count) AS total FROM buckets GROUP BY 1, 2)
      SELECT project, location, service, bucket, total FROM sums JOIN names USING (number)
      """;

  private static final String BUDGETS =
      """
      SELECT project, location, service,
        SUM(IF(window_start >= ?, requests, 0)) AS requests,
        SUM(IF(window_start >= ?, errors_5xx, 0)) AS errors,
        SUM(IF(window_start >= ?, requests, 0)) AS requests_1h,
        SUM(IF(window_start >= ?, errors_5xx, 0)) AS errors_1h,
        SUM(IF(window_start >= ?, requests, 0)) AS requests_6h,
        SUM(IF(window_start >= ?, errors_5xx, 0)) AS errors_6h
      FROM {dataset}.service_minutes
      WHERE window_start >= ? AND window_start < ?
      GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """;

  private static final String REJECTED =
      """
      SELECT reason, total, source, detail
      FROM (
        SELECT reason, source, detail, COUNT(*) OVER (PARTITION BY reason) AS total,
          ROW_NUMBER() OVER (PARTITION BY reason ORDER BY source, detail) AS place
        FROM {dataset}.rejected_entries
        WHERE received_at IS NULL OR received_at >= ? AND received_at < ?)
      WHERE place = 1
      ORDER BY total DESC, reason LIMIT %d
      """;

  private final WarehouseReader reader;
  private final ServiceObjectives objectives;
  private final IncidentReader incidents;
  private final DeploysReader deploys;

  OverviewReader(WarehouseReader reader, ServiceObjectives objectives) {
    this.reader = reader;
    this.objectives = objectives;
    this.incidents = new IncidentReader(reader);
    this.deploys = new DeploysReader(reader);
  }

  /**
   * @param range ends where what was asked for does, so that the last hour is one; slots reach past
   *     its ends, rows do not
   */
  Overview read(Extent extent, Range range) {
    int fine = range.step(Trends.MAX_SLOTS);
    int step = range.step(SPARK_SLOTS, fine);
    return new Overview(
        range,
        step,
        new CoverageReader(reader).read(extent, range),
        services(range, fine, step),
        incidents.standing(range, INCIDENTS),
        incidents.count(range),
        deploys.newest(range.last(Math.min(range.minutes(), 1_440)), CHANGES),
        rejections(range));
  }

  private List<Service> services(Range range, int fine, int step) {
    Map<ServiceKey, Histogram> histograms = histograms(range);
    Map<ServiceKey, Long> deployed = deploys.counts(range);
    Map<ServiceKey, WarehouseRow> totals = new HashMap<>();
    Map<ServiceKey, WarehouseRow> worst = new HashMap<>();
    Map<ServiceKey, List<Point>> sparks = new HashMap<>();
    for (WarehouseRow row : slots(range, fine, step)) {
      switch (row.text("kind")) {
        case "total" -> totals.put(ServiceKey.of(row), row);
        case "worst" -> worst.put(ServiceKey.of(row), row);
        default ->
            sparks.computeIfAbsent(ServiceKey.of(row), k -> new ArrayList<>()).add(point(row));
      }
    }
    List<Service> services = new ArrayList<>();
    budgets(range)
        .forEach((key, budget) ->
            services.add(
                service(
                    key,
                    totals.get(key),
                    histograms.getOrDefault(key, Histogram.EMPTY),
                    worst(worst.get(key), fine),
                    budget,
                    sparks.getOrDefault(key, List.of()),
                    deployed.getOrDefault(key, 0L))));
    return List.copyOf(services);
  }

  private static Service service(
      ServiceKey key,
      @Nullable WarehouseRow total,
      Histogram histogram,
      @Nullable Worst worst,
      Budget budget,
      List<Point> spark,
      long deploys) {
    Counts counts = total == null ? Counts.ZERO : counts(total);
    long instances = total == null ? 0 : total.number("instances");
    return new Service(
        key,
        new Stats(counts, instances, histogram.latency()),
        Health.state(counts, worst == null ? 0 : worst.errorRate()),
        worst,
        budget,
        spark,
        deploys);
  }

  private List<WarehouseRow> slots(Range range, int fine, int step) {
    return reader.rows(
        SLOTS.formatted(fine * 60_000_000L, step / fine, Health.MIN_ERRORS),
        range.start(),
        range.end());
  }

  private static Point point(WarehouseRow row) {
    return new Point(row.number("slot"), new Stats(counts(row), 0, null));
  }

  static Counts counts(WarehouseRow row) {
    return new Counts(
        row.number("requests"),
        row.number("errors_5xx"),
        row.number("errors_4xx"),
        row.number("errors_auth"),
        row.number("errors_429"),
        row.number("connections"),
        row.number("starts"),
        row.number("exits"),
        row.number("late"));
  }

  private static @Nullable Worst worst(@Nullable WarehouseRow row, int fine) {
    if (row == null) {
      return null;
    }
    long from = row.number("slot") * fine;
    return new Worst(
        new Range(from, from + fine), (double) row.number("errors_5xx") / row.number("requests"));
  }

  private Map<ServiceKey, Histogram> histograms(Range range) {
    Map<ServiceKey, SortedMap<Integer, Long>> buckets = new HashMap<>();
    for (WarehouseRow row :
        reader.rows(BUCKETS, range.start(), range.end(), range.start(), range.end())) {
      buckets
          .computeIfAbsent(ServiceKey.of(row), k -> new TreeMap<>())
          .put((int) row.number("bucket"), row.number("total"));
    }
    Map<ServiceKey, Histogram> histograms = new HashMap<>();
    buckets.forEach((key, counts) -> histograms.put(key, Histogram.of(counts)));
    return histograms;
  }

  /** Of every service that was heard of in the period, also if not in the range. */
  private SortedMap<ServiceKey, Budget> budgets(Range range) {
    Range period = range.last(Budget.DAYS * 1_440L);
    Range known = range.last(Math.max(range.minutes(), period.minutes()));
    Range hour = range.last(60);
    Range sixHours = range.last(360);
    SortedMap<ServiceKey, Budget> budgets = new TreeMap<>(ServiceKey.ORDER);
    for (WarehouseRow row :
        reader.rows(
            BUDGETS,
            period.start(),
            period.start(),
            hour.start(),
            hour.start(),
            sixHours.start(),
            sixHours.start(),
            known.start(),
            known.end())) {
      ServiceKey key = ServiceKey.of(row);
      budgets.put(
          key,
          Budget.of(
              objectives.availability(key.project(), key.location(), key.service()),
              new Failed(row.number("requests"), row.number("errors")),
              new Failed(row.number("requests_1h"), row.number("errors_1h")),
              new Failed(row.number("requests_6h"), row.number("errors_6h"))));
    }
    return budgets;
  }

  private List<Rejection> rejections(Range range) {
    Range received = new Range(range.from(), range.to() + CoverageReader.RECEIVED_AFTER_MINUTES);
    return reader.rows(REJECTED.formatted(REJECTIONS), received.start(), received.end()).stream()
        .map(row ->
            new Rejection(
                row.text("reason"),
                row.number("total"),
                Texts.cut(row.text("source")),
                Texts.cut(row.text("detail"))))
        .toList();
  }
}
