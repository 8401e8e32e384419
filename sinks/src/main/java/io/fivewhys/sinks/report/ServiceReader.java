// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.TrendReport.ServiceTrend;
import io.fivewhys.sinks.report.TrendReport.Signature;
import io.fivewhys.sinks.report.TrendReport.Stats;
import io.fivewhys.sinks.report.Trends.Peak;
import io.fivewhys.sinks.report.Trends.Row;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.Trends.Sighting;
import io.fivewhys.sinks.report.Trends.Signatures;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads one service over time, in at most {@link Trends#MAX_SLOTS} slots. */
record ServiceReader(WarehouseReader reader) {

  static final int TOP_SIGNATURES = 20;
  static final int DEPLOYS = 100;
  static final int COMPARED = 20;
  static final int INCIDENTS = 50;

  /** Incidents looked through for those of one service. */
  private static final int INCIDENTS_READ = 500;

  private static final String OWN =
      "window_start >= ? AND window_start < ? AND project = ? AND location = ? AND service = ?";

  private static final String ROWS =
      """
      SELECT revision, DIV(UNIX_MICROS(window_start), %d) AS slot,
        SUM(requests) AS requests, SUM(errors_5xx) AS errors_5xx, SUM(errors_4xx) AS errors_4xx,
        SUM(errors_auth) AS errors_auth, SUM(errors_429) AS errors_429,
        SUM(connections) AS connections, SUM(instance_starts) AS starts,
        SUM(instance_exits) AS exits, SUM(late_entries) AS late, MAX(instances) AS instances
      FROM {dataset}.service_minutes WHERE %s
      GROUP BY 1, 2 ORDER BY 1, 2
      """;

  private static final String BUCKETS =
      """
      SELECT revision, slot, bucket, SUM(count) AS total
      FROM (
        SELECT revision, DIV(UNIX_MICROS(window_start), %d) AS slot, {bucket}
        FROM {dataset}.service_minutes{unnested} WHERE %s)
      GROUP BY 1, 2, 3
      """;

  private static final String SIGHTINGS =
      """
      SELECT revision, DIV(UNIX_MICROS(MIN(window_start)), 60000000) AS first_minute,
        DIV(UNIX_MICROS(MAX(window_start)), 60000000) AS last_minute
      FROM {dataset}.service_minutes WHERE %s
      GROUP BY 1 ORDER BY 1
      """;

  private static final String PEAKS =
      """
      SELECT DIV(UNIX_MICROS(window_start), %d) AS slot, MAX(instances) AS instances
      FROM (
        SELECT window_start, SUM(instances) AS instances
        FROM {dataset}.service_minutes WHERE %s
        GROUP BY 1)
      GROUP BY 1 ORDER BY 1
      """;

  private static final String SIGNATURES =
      """
      WITH
        own AS (
          SELECT signature_id, revision, window_start, signature, example, count,
            ROW_NUMBER() OVER (PARTITION BY signature_id ORDER BY window_start, revision) AS place
          FROM {dataset}.error_signatures WHERE %s),
        sums AS (
          SELECT signature_id, SUM(count) AS total,
            DIV(UNIX_MICROS(MIN(window_start)), 60000000) AS first_minute,
            DIV(UNIX_MICROS(MAX(window_start)), 60000000) AS last_minute,
            STRING_AGG(DISTINCT revision, ',' ORDER BY revision) AS revisions,
            COUNT(*) OVER () AS signatures
          FROM own GROUP BY 1)
      SELECT signature_id, signature, example, total, first_minute, last_minute, revisions,
        signatures
      FROM sums JOIN own USING (signature_id)
      WHERE place = 1
      ORDER BY total DESC, signature_id LIMIT %d
      """;

  private static final String KNOWN =
      """
      SELECT 1 AS known FROM {dataset}.service_minutes
      WHERE window_start >= ? AND project = ? AND location = ? AND service = ? LIMIT 1
      """;

  /**
   * @param trend empty of slots where nothing was heard of it in the range
   * @param incidents that name it, the open ones first, then the newest
   */
  record Read(
      Range range,
      int step,
      ServiceTrend trend,
      Heat heat,
      List<Deploy> deploys,
      List<Escalation> incidents) {}

  /** Whether there ever was such a service. */
  boolean knows(ServiceKey key, Instant since) {
    return !reader.rows(KNOWN, since, key.project(), key.location(), key.service()).isEmpty();
  }

  Read read(ServiceKey key, Range asked, int maxSlots) {
    int step = asked.step(maxSlots);
    Range range = asked.aligned(step);
    List<Row> rows = slots(key, range, step);
    return new Read(
        range,
        step,
        trend(key, range, step, rows),
        heat(rows),
        new DeploysReader(reader).of(key, range, DEPLOYS, COMPARED),
        incidents(key, range));
  }

  /** What each revision did in each slot. */
  List<Row> slots(ServiceKey key, Range range, int step) {
    Map<Cell, SortedMap<Integer, Long>> buckets = new HashMap<>();
    for (WarehouseRow row : rows(BUCKETS.formatted(micros(step), OWN), key, range)) {
      buckets
          .computeIfAbsent(Cell.of(row), k -> new TreeMap<>())
          .put((int) row.number("bucket"), row.number("total"));
    }
    List<Row> slots = new ArrayList<>();
    for (WarehouseRow row : rows(ROWS.formatted(micros(step), OWN), key, range)) {
      slots.add(
          new Row(
              key,
              row.text("revision"),
              row.number("slot"),
              OverviewReader.counts(row),
              row.number("instances"),
              Histogram.of(buckets.getOrDefault(Cell.of(row), new TreeMap<>()))));
    }
    return List.copyOf(slots);
  }

  ServiceTrend trend(ServiceKey key, Range range, int step, List<Row> slots) {
    List<Sighting> sightings =
        rows(SIGHTINGS.formatted(OWN), key, range).stream()
            .map(row ->
                new Sighting(
                    key,
                    row.text("revision"),
                    row.number("first_minute"),
                    row.number("last_minute")))
            .toList();
    List<Peak> peaks =
        rows(PEAKS.formatted(micros(step), OWN), key, range).stream()
            .map(row -> new Peak(key, row.number("slot"), row.number("instances")))
            .toList();
    Signatures signatures = signatures(key, range);
    return Trends.of(slots, sightings, peaks, Map.of(key, signatures)).stream()
        .findFirst()
        .orElseGet(() -> silent(key, signatures));
  }

  private static ServiceTrend silent(ServiceKey key, Signatures signatures) {
    return new ServiceTrend(
        key.project(),
        key.location(),
        key.service(),
        new Stats(Counts.ZERO, 0, null),
        Health.of(Counts.ZERO, List.of()),
        List.of(),
        List.of(),
        List.of(),
        signatures.top(),
        signatures.distinct());
  }

  private Signatures signatures(ServiceKey key, Range range) {
    Signatures signatures = Signatures.NONE;
    for (WarehouseRow row : rows(SIGNATURES.formatted(OWN, TOP_SIGNATURES), key, range)) {
      Signature signature =
          new Signature(
              row.text("signature_id"),
              Texts.cut(row.text("signature"), Texts.LONG),
              Texts.cut(row.text("example"), Texts.LONG),
              row.number("total"),
              row.number("first_minute"),
              row.number("last_minute"),
              List.of(row.text("revisions").split(",", -1)));
      signatures =
          new Signatures(
              Stream.concat(signatures.top().stream(), Stream.of(signature)).toList(),
              row.number("signatures"));
    }
    return signatures;
  }

  private static Heat heat(List<Row> slots) {
    SortedMap<Long, Histogram> bySlot = new TreeMap<>();
    slots.forEach(row -> bySlot.merge(row.slot(), row.histogram(), Histogram::plus));
    return Heat.of(bySlot);
  }

  private List<Escalation> incidents(ServiceKey key, Range range) {
    return new IncidentReader(reader)
        .standing(range, INCIDENTS_READ).stream()
            .filter(incident -> IncidentServices.of(incident).contains(key))
            .limit(INCIDENTS)
            .toList();
  }

  private List<WarehouseRow> rows(String sql, ServiceKey key, Range range) {
    return reader.rows(
        sql, range.start(), range.end(), key.project(), key.location(), key.service());
  }

  private static long micros(int step) {
    return step * 60_000_000L;
  }

  private record Cell(String revision, long slot) {
    static Cell of(WarehouseRow row) {
      return new Cell(row.text("revision"), row.number("slot"));
    }
  }
}
