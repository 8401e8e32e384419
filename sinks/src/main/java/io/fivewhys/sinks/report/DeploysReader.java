// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Deploy.Comparison;
import io.fivewhys.sinks.report.Deploy.RateMinute;
import io.fivewhys.sinks.report.Deploy.Side;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads {@link Deploy}s, the newest first: each change's latest row, and where one service is asked
 * about, the minutes of both revisions.
 */
record DeploysReader(WarehouseReader reader) {

  /** Minutes looked at before and from the change on. */
  private static final int AROUND = 60;

  private static final String LATEST =
      """
      SELECT *
      FROM (
        SELECT *, COALESCE(first_traffic_at, ready_at, created_at, observed_at) AS changed_at,
          ROW_NUMBER() OVER (
            PARTITION BY project, location, service, to_revision
            ORDER BY sequence DESC, observed_at DESC) AS place
        FROM {dataset}.revision_changes WHERE observed_at >= ?%s)
      WHERE place = 1 AND changed_at >= ? AND changed_at < ?
      """;

  private static final String NEWEST_FIRST =
      "ORDER BY changed_at DESC, project, location, service, to_revision LIMIT %d";

  private static final String OF_SERVICE = " AND project = ? AND location = ? AND service = ?";

  /** The newest of each service. */
  private static final String RANKED =
      """
      SELECT * FROM (
        SELECT *,
          ROW_NUMBER() OVER (
            PARTITION BY project, location, service ORDER BY changed_at DESC, to_revision) AS rank
        FROM (%s))
      WHERE rank <= %d
      """;

  private static final String COUNTS =
      """
      SELECT project, location, service, COUNT(*) AS deploys FROM (%s) GROUP BY 1, 2, 3
      """
          .formatted(LATEST.formatted(""));

  private static final String OWN =
      """
      WITH
        changes AS (
          SELECT project, location, service, from_revision, to_revision, control, indicator,
            DIV(UNIX_MICROS(changed_at), 60000000) AS change_minute
          FROM (%s)),
        minutes AS (
          SELECT project, location, service, revision,
            DIV(UNIX_MICROS(window_start), 60000000) AS minute, requests, errors_5xx, errors_auth,
            errors_429, latency_histogram
          FROM {dataset}.service_minutes
          WHERE window_start >= ? AND window_start < ?%s AND requests > 0),
        own AS (
          SELECT project, location, service, to_revision, change_minute, control,
            revision = to_revision AS fresh, minute, requests, latency_histogram,
            CASE indicator
              WHEN 'errors_auth' THEN errors_auth
              WHEN 'errors_429' THEN errors_429
              ELSE errors_5xx END AS errors
          FROM changes
          JOIN minutes USING (project, location, service)
          WHERE (revision = from_revision OR revision = to_revision)
            AND minute BETWEEN change_minute - %d AND change_minute + %d)
      """;

  private static final String MINUTES =
      """
      SELECT project, location, service, to_revision, fresh, minute, requests, errors
      FROM own ORDER BY 1, 2, 3, 4, 5, 6
      """;

  /** Of the minutes that were compared: as the verdict's control says, and all of the new one's. */
  private static final String BUCKETS =
      """
      , sided AS (
        SELECT *,
          MAX(IF(fresh, 1, 0)) OVER (
            PARTITION BY project, location, service, to_revision, minute) AS with_fresh
        FROM own),
      buckets AS (
        SELECT project, location, service, to_revision, fresh, {bucket}
        FROM sided{unnested}
        WHERE fresh OR control = 'NONE'
          OR control = 'MINUTES_BEFORE' AND minute < change_minute
          OR control = 'SAME_MINUTES' AND with_fresh = 1)
      SELECT project, location, service, to_revision, fresh, bucket, SUM(count) AS total
      FROM buckets GROUP BY 1, 2, 3, 4, 5, 6
      """;

  private record Key(ServiceKey service, String to, boolean fresh) {
    static Key of(WarehouseRow row) {
      return new Key(ServiceKey.of(row), row.text("to_revision"), row.truth("fresh"));
    }
  }

  /** Of all services. */
  List<Deploy> newest(Range range, int most) {
    return deploys(
        LATEST.formatted("") + NEWEST_FIRST.formatted(most),
        range.start(),
        range.start(),
        range.end());
  }

  /** How many of each service. */
  Map<ServiceKey, Long> counts(Range range) {
    Map<ServiceKey, Long> counts = new HashMap<>();
    for (WarehouseRow row : reader.rows(COUNTS, range.start(), range.start(), range.end())) {
      counts.put(ServiceKey.of(row), row.number("deploys"));
    }
    return counts;
  }

  /**
   * Of one service.
   *
   * @param most the newest
   * @param compared how many of them, the newest, with their minutes and histograms
   */
  List<Deploy> of(ServiceKey service, Range range, int most, int compared) {
    return read(
            OF_SERVICE,
            List.of(service.project(), service.location(), service.service()),
            range,
            most,
            compared)
        .getOrDefault(service, List.of());
  }

  /** Of each service that has any, as many. */
  Map<ServiceKey, List<Deploy>> all(Range range, int most, int compared) {
    return read("", List.of(), range, most, compared);
  }

  private Map<ServiceKey, List<Deploy>> read(
      String own, List<Object> service, Range range, int most, int compared) {
    List<Object> changes = bound(range.start(), service, range.start(), range.end());
    String latest = LATEST.formatted(own);
    Map<ServiceKey, List<Deploy>> deploys = new HashMap<>();
    for (Deploy deploy :
        deploys(
            RANKED.formatted(latest, most) + " ORDER BY rank, project, location, service",
            changes.toArray())) {
      deploys.computeIfAbsent(deploy.key(), k -> new ArrayList<>()).add(deploy);
    }
    if (!deploys.isEmpty()) {
      Compared sides =
          compared(
              OWN.formatted(RANKED.formatted(latest, compared), own, AROUND, AROUND - 1),
              changes,
              service,
              minutes(deploys, compared));
      deploys.replaceAll((key, list) -> sides.of(list, compared));
    }
    return deploys;
  }

  /** Around all that are compared. */
  private static Range minutes(Map<ServiceKey, List<Deploy>> deploys, int compared) {
    LongSummaryStatistics minutes =
        deploys.values().stream()
            .flatMap(list -> list.stream().limit(compared))
            .mapToLong(deploy -> Math.floorDiv(deploy.times().at(), Range.MILLIS))
            .summaryStatistics();
    return new Range(minutes.getMin() - AROUND, minutes.getMax() + AROUND);
  }

  private Compared compared(String own, List<Object> changes, List<Object> service, Range around) {
    Object[] parameters =
        Stream.concat(
                changes.stream(), bound(around.start(), List.of(around.end()), service).stream())
            .toArray();
    Map<Key, List<RateMinute>> minutes = new HashMap<>();
    for (WarehouseRow row : reader.rows(own + MINUTES, parameters)) {
      minutes
          .computeIfAbsent(Key.of(row), k -> new ArrayList<>())
          .add(new RateMinute(row.number("minute"), row.number("requests"), row.number("errors")));
    }
    Map<Key, SortedMap<Integer, Long>> buckets = new HashMap<>();
    for (WarehouseRow row : reader.rows(own + BUCKETS, parameters)) {
      buckets
          .computeIfAbsent(Key.of(row), k -> new TreeMap<>())
          .put((int) row.number("bucket"), row.number("total"));
    }
    return new Compared(minutes, buckets);
  }

  /** Parameters in their order; lists are parameters too. */
  private static List<Object> bound(Object... parameters) {
    return Arrays.stream(parameters)
        .flatMap(each -> each instanceof List<?> list ? list.stream() : Stream.of(each))
        .map(Object.class::cast)
        .toList();
  }

  /** Both sides of the deploys that are compared. */
  private record Compared(
      Map<Key, List<RateMinute>> minutes, Map<Key, SortedMap<Integer, Long>> buckets) {

    List<Deploy> of(List<Deploy> newestFirst, int compared) {
      List<Deploy> all = new ArrayList<>();
      for (Deploy deploy : newestFirst) {
        all.add(
            all.size() < compared
                ? deploy.compared(
                    new Comparison(
                        side(new Key(deploy.key(), deploy.to(), false)),
                        side(new Key(deploy.key(), deploy.to(), true))))
                : deploy);
      }
      return List.copyOf(all);
    }

    private Side side(Key key) {
      Histogram histogram = Histogram.of(buckets.getOrDefault(key, new TreeMap<>()));
      return new Side(
          List.copyOf(minutes.getOrDefault(key, List.of())), histogram.latency(), histogram.bins());
    }
  }

  private List<Deploy> deploys(String sql, Object... parameters) {
    return reader.rows(sql, parameters).stream().map(DeployRow::deploy).toList();
  }
}
