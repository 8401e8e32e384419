// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.ServiceTrend.Signature;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import io.fivewhys.sinks.report.Trends.Peak;
import io.fivewhys.sinks.report.Trends.Row;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.Trends.Sighting;
import io.fivewhys.sinks.report.Trends.Signatures;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads one service over time, in at most {@link Trends#MAX_SLOTS} slots. */
record ServiceReader(WarehouseReader reader) {

  static final int TOP_SIGNATURES = 20;
  static final int DEPLOYS = 100;
  static final int COMPARED = 20;
  static final int INCIDENTS = 50;

  /** Incidents looked through for those of one service. */
  private static final int INCIDENTS_READ = 500;

  private static final String IN_RANGE = "window_start >= ? AND window_start < ?";

  private static final String OWN = IN_RANGE + " AND project = ? AND location = ? AND service = ?";

  private static final String ROWS =
      """
      SELECT project, location, service, revision, DIV(UNIX_MICROS(window_start), %d) AS slot,
        SUM(requests) AS requests, SUM(errors_5xx) AS errors_5xx, SUM(errors_4xx) AS errors_4xx,
        SUM(errors_auth) AS errors_auth, SUM(errors_429) AS errors_429,
        SUM(connections) AS connections, SUM(instance_starts) AS starts,
        SUM(instance_exits) AS exits, SUM(late_entries) AS late, MAX(instances) AS instances
      FROM {dataset}.service_minutes WHERE %s
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
      """;

  /** Numbers stand for revisions while buckets are added up: they are many, and names are long. */
  private static final String BUCKETS =
      """
      WITH
        names AS (
          SELECT project, location, service, revision,
            ROW_NUMBER() OVER (ORDER BY project, location, service, revision) AS number
          FROM (
            SELECT DISTINCT project, location, service, revision
            FROM {dataset}.service_minutes WHERE %2$s)),
        buckets AS (
          SELECT number, DIV(UNIX_MICROS(window_start), %1$d) AS slot, {bucket}
          FROM {dataset}.service_minutes
          JOIN names USING (project, location, service, revision){unnested}
          WHERE %2$s),
        sums AS (
          SELECT number, slot, bucket, SUM(count) AS total FROM buckets GROUP BY 1, 2, 3)
      SELECT project, location, service, revision, slot, bucket, total
      FROM sums JOIN names USING (number)
      """;

  private static final String SIGHTINGS =
      """
      SELECT project, location, service, revision,
        DIV(UNIX_MICROS(MIN(window_start)), 60000000) AS first_minute,
        DIV(UNIX_MICROS(MAX(window_start)), 60000000) AS last_minute
      FROM {dataset}.service_minutes WHERE %s
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """;

  private static final String PEAKS =
      """
      SELECT project, location, service, DIV(UNIX_MICROS(window_start), %d) AS slot,
        MAX(instances) AS instances
      FROM (
        SELECT project, location, service, window_start, SUM(instances) AS instances
        FROM {dataset}.service_minutes WHERE %s
        GROUP BY 1, 2, 3, 4)
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """;

  private static final String SIGNATURES =
      """
      WITH
        own AS (
          SELECT project, location, service, signature_id, revision, window_start, signature,
            example, count,
            ROW_NUMBER() OVER (
              PARTITION BY project, location, service, signature_id
              ORDER BY window_start, revision) AS place
          FROM {dataset}.error_signatures WHERE %s),
        sums AS (
          SELECT project, location, service, signature_id, SUM(count) AS total,
            DIV(UNIX_MICROS(MIN(window_start)), 60000000) AS first_minute,
            DIV(UNIX_MICROS(MAX(window_start)), 60000000) AS last_minute,
            STRING_AGG(DISTINCT revision, ',' ORDER BY revision) AS revisions
          FROM own GROUP BY 1, 2, 3, 4),
        ranked AS (
          SELECT *,
            COUNT(*) OVER (PARTITION BY project, location, service) AS signatures,
            ROW_NUMBER() OVER (
              PARTITION BY project, location, service ORDER BY total DESC, signature_id) AS rank
          FROM sums)
      SELECT project, location, service, signature_id, signature, example, total, first_minute,
        last_minute, revisions, signatures
      FROM ranked JOIN own USING (project, location, service, signature_id)
      WHERE place = 1 AND rank <= %d
      ORDER BY project, location, service, rank
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

  Read read(ServiceKey key, Range range, int maxSlots) {
    int step = range.step(maxSlots);
    Found found = found(Scope.of(key, range), range, step);
    return read(
        key,
        range,
        step,
        found,
        new DeploysReader(reader).of(key, range, DEPLOYS, COMPARED),
        standing(range));
  }

  /** All services that were heard of, in as many queries as one takes. */
  SortedMap<ServiceKey, Read> all(Range range, int maxSlots) {
    int step = range.step(maxSlots);
    Found found = found(Scope.all(range), range, step);
    Map<ServiceKey, List<Deploy>> deploys = new DeploysReader(reader).all(range, DEPLOYS, COMPARED);
    List<Escalation> incidents = standing(range);
    SortedMap<ServiceKey, Read> reads = new TreeMap<>(ServiceKey.ORDER);
    for (ServiceKey key : found.rows().keySet()) {
      reads.put(
          key, read(key, range, step, found, deploys.getOrDefault(key, List.of()), incidents));
    }
    return reads;
  }

  private static Read read(
      ServiceKey key,
      Range range,
      int step,
      Found found,
      List<Deploy> deploys,
      List<Escalation> incidents) {
    return new Read(
        range,
        step,
        found.trend(key),
        heat(found.rows().getOrDefault(key, List.of())),
        deploys,
        incidents.stream()
            .filter(incident -> IncidentServices.of(incident).contains(key))
            .limit(INCIDENTS)
            .toList());
  }

  /** What each revision did in each slot, and no more. */
  List<Row> slots(ServiceKey key, Range range, int step) {
    return slots(Scope.of(key, range), step);
  }

  private List<Escalation> standing(Range range) {
    return new IncidentReader(reader).standing(range, INCIDENTS_READ);
  }

  private Found found(Scope scope, Range range, int step) {
    SortedMap<ServiceKey, List<Row>> rows = new TreeMap<>(ServiceKey.ORDER);
    for (Row row : slots(scope, step)) {
      rows.computeIfAbsent(row.service(), k -> new ArrayList<>()).add(row);
    }
    return new Found(rows, sightings(scope), peaks(scope, step), signatures(scope));
  }

  private List<Row> slots(Scope scope, int step) {
    Map<Cell, SortedMap<Integer, Long>> buckets = new HashMap<>();
    reader.forEach(
        BUCKETS.formatted(micros(step), scope.where()),
        row ->
            buckets
                .computeIfAbsent(Cell.of(row), k -> new TreeMap<>())
                .put((int) row.number("bucket"), row.number("total")),
        scope.twice());
    List<Row> slots = new ArrayList<>();
    for (WarehouseRow row :
        reader.rows(ROWS.formatted(micros(step), scope.where()), scope.parameters())) {
      slots.add(
          new Row(
              ServiceKey.of(row),
              row.text("revision"),
              row.number("slot"),
              OverviewReader.counts(row),
              row.number("instances"),
              Histogram.of(buckets.getOrDefault(Cell.of(row), new TreeMap<>()))));
    }
    return List.copyOf(slots);
  }

  private List<Sighting> sightings(Scope scope) {
    return reader.rows(SIGHTINGS.formatted(scope.where()), scope.parameters()).stream()
        .map(row ->
            new Sighting(
                ServiceKey.of(row),
                row.text("revision"),
                row.number("first_minute"),
                row.number("last_minute")))
        .toList();
  }

  private List<Peak> peaks(Scope scope, int step) {
    return reader.rows(PEAKS.formatted(micros(step), scope.where()), scope.parameters()).stream()
        .map(row -> new Peak(ServiceKey.of(row), row.number("slot"), row.number("instances")))
        .toList();
  }

  private Map<ServiceKey, Signatures> signatures(Scope scope) {
    Map<ServiceKey, Signatures> signatures = new HashMap<>();
    for (WarehouseRow row :
        reader.rows(SIGNATURES.formatted(scope.where(), TOP_SIGNATURES), scope.parameters())) {
      Signature signature =
          new Signature(
              row.text("signature_id"),
              Texts.cut(row.text("signature"), Texts.LONG),
              Texts.cut(row.text("example"), Texts.LONG),
              row.number("total"),
              row.number("first_minute"),
              row.number("last_minute"),
              List.of(row.text("revisions").split(",", -1)));
      signatures.merge(
          ServiceKey.of(row),
          new Signatures(List.of(signature), row.number("signatures")),
          Signatures::plus);
    }
    return signatures;
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

  private static Heat heat(List<Row> slots) {
    SortedMap<Long, Histogram> bySlot = new TreeMap<>();
    slots.forEach(row -> bySlot.merge(row.slot(), row.histogram(), Histogram::plus));
    return Heat.of(bySlot);
  }

  private static long micros(int step) {
    return step * 60_000_000L;
  }

  /** Which rows are read. */
  private record Scope(String where, List<Object> bound) {
    static Scope of(ServiceKey key, Range range) {
      return new Scope(
          OWN, List.of(range.start(), range.end(), key.project(), key.location(), key.service()));
    }

    static Scope all(Range range) {
      return new Scope(IN_RANGE, List.of(range.start(), range.end()));
    }

    Object[] parameters() {
      return bound.toArray();
    }

    /** Of a query that says it twice. */
    Object[] twice() {
      return Stream.concat(bound.stream(), bound.stream()).toArray();
    }
  }

  /** What was read of one service or of all. */
  private record Found(
      SortedMap<ServiceKey, List<Row>> rows,
      Map<ServiceKey, ServiceTrend> trends,
      Map<ServiceKey, Signatures> signatures) {

    Found(
        SortedMap<ServiceKey, List<Row>> rows,
        List<Sighting> sightings,
        List<Peak> peaks,
        Map<ServiceKey, Signatures> signatures) {
      this(
          rows,
          Trends.of(
                  rows.values().stream().flatMap(List::stream).toList(),
                  sightings,
                  peaks,
                  signatures)
              .stream()
              .collect(Collectors.toMap(ServiceTrend::key, Function.identity())),
          signatures);
    }

    ServiceTrend trend(ServiceKey key) {
      ServiceTrend trend = trends.get(key);
      return trend == null ? silent(key, signatures.getOrDefault(key, Signatures.NONE)) : trend;
    }
  }

  private record Cell(ServiceKey service, String revision, long slot) {
    static Cell of(WarehouseRow row) {
      return new Cell(ServiceKey.of(row), row.text("revision"), row.number("slot"));
    }
  }
}
