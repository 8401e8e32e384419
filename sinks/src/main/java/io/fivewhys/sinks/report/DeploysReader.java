// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Deploy.Comparison;
import io.fivewhys.sinks.report.Deploy.RateMinute;
import io.fivewhys.sinks.report.Deploy.Side;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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

  private static final String COUNTS =
      """
      SELECT project, location, service, COUNT(*) AS deploys FROM (%s) GROUP BY 1, 2, 3
      """
          .formatted(LATEST.formatted(""));

  private static final String OWN =
      """
      WITH
        latest AS (%s),
        changes AS (
          SELECT from_revision, to_revision, control, indicator,
            DIV(UNIX_MICROS(changed_at), 60000000) AS change_minute
          FROM latest %s),
        minutes AS (
          SELECT revision, DIV(UNIX_MICROS(window_start), 60000000) AS minute, requests,
            errors_5xx, errors_auth, errors_429, latency_histogram
          FROM {dataset}.service_minutes
          WHERE window_start >= ? AND window_start < ?
            AND project = ? AND location = ? AND service = ? AND requests > 0),
        own AS (
          SELECT to_revision, change_minute, control, revision = to_revision AS fresh, minute,
            requests, latency_histogram,
            CASE indicator
              WHEN 'errors_auth' THEN errors_auth
              WHEN 'errors_429' THEN errors_429
              ELSE errors_5xx END AS errors
          FROM changes
          JOIN minutes ON revision = from_revision OR revision = to_revision
          WHERE minute BETWEEN change_minute - %d AND change_minute + %d)
      """;

  private static final String MINUTES =
      """
      SELECT to_revision, fresh, minute, requests, errors FROM own ORDER BY 1, 2, 3
      """;

  /** Of the minutes that were compared: as the verdict's control says, and all of the new one's. */
  private static final String BUCKETS =
      """
      , sided AS (
        SELECT *, MAX(IF(fresh, 1, 0)) OVER (PARTITION BY to_revision, minute) AS with_fresh
        FROM own),
      buckets AS (
        SELECT to_revision, fresh, {bucket}
        FROM sided{unnested}
        WHERE fresh OR control = 'NONE'
          OR control = 'MINUTES_BEFORE' AND minute < change_minute
          OR control = 'SAME_MINUTES' AND with_fresh = 1)
      SELECT to_revision, fresh, bucket, SUM(count) AS total FROM buckets GROUP BY 1, 2, 3
      """;

  private record Key(String to, boolean fresh) {
    static Key of(WarehouseRow row) {
      return new Key(row.text("to_revision"), row.truth("fresh"));
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
   * @param compared how many of them, the newest, with their minutes and histograms
   */
  List<Deploy> of(ServiceKey service, Range range, int most, int compared) {
    Object[] changes = {
      range.start(),
      service.project(),
      service.location(),
      service.service(),
      range.start(),
      range.end()
    };
    List<Deploy> deploys =
        deploys(LATEST.formatted(OF_SERVICE) + NEWEST_FIRST.formatted(most), changes);
    return deploys.isEmpty() ? deploys : compared(deploys, service, range, changes, compared);
  }

  private List<Deploy> compared(
      List<Deploy> deploys, ServiceKey service, Range range, Object[] changes, int compared) {
    String own =
        OWN.formatted(
            LATEST.formatted(OF_SERVICE), NEWEST_FIRST.formatted(compared), AROUND, AROUND - 1);
    Object[] parameters =
        Stream.concat(
                Arrays.stream(changes),
                Stream.of(
                    Range.at(range.from() - AROUND),
                    Range.at(range.to() + AROUND),
                    service.project(),
                    service.location(),
                    service.service()))
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
    List<Deploy> all = new ArrayList<>();
    for (Deploy deploy : deploys) {
      all.add(
          all.size() < compared
              ? deploy.compared(
                  new Comparison(
                      side(new Key(deploy.to(), false), minutes, buckets),
                      side(new Key(deploy.to(), true), minutes, buckets)))
              : deploy);
    }
    return List.copyOf(all);
  }

  private static Side side(
      Key key, Map<Key, List<RateMinute>> minutes, Map<Key, SortedMap<Integer, Long>> buckets) {
    Histogram histogram = Histogram.of(buckets.getOrDefault(key, new TreeMap<>()));
    return new Side(
        List.copyOf(minutes.getOrDefault(key, List.of())), histogram.latency(), histogram.bins());
  }

  private List<Deploy> deploys(String sql, Object... parameters) {
    return reader.rows(sql, parameters).stream().map(DeployRow::deploy).toList();
  }
}
