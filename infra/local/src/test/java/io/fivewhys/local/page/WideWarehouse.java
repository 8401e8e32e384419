// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import io.fivewhys.local.warehouse.DuckDbWarehouse;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.DuckDbDdl;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A warehouse file of many services and many days, as a company has it: minutes with histograms,
 * deploys, incidents, what depended on what, and capacity. DuckDB makes it out of numbers, so the
 * same extent gives the same rows. They come ordered by time, as a sink writes them.
 *
 * @param services at most 200
 */
record WideWarehouse(int services, int days) {

  /** What the page is built for: 8.6 million minutes. */
  static final WideWarehouse FULL = new WideWarehouse(200, 30);

  /** Quick to make, and wide all the same. */
  static final WideWarehouse SMALL = new WideWarehouse(200, 2);

  /** The end of its last day. */
  static final Instant END = Instant.parse("2026-06-15T00:00:00Z");

  private static final long END_MINUTE = END.getEpochSecond() / 60;
  private static final int DAY = 1_440;

  private static final String TEAMS =
      "['accounts', 'basket', 'billing', 'catalog', 'checkout', 'courier', 'fraud', 'identity', "
          + "'inventory', 'loyalty', 'mail', 'media', 'offers', 'orders', 'payments', 'pricing', "
          + "'returns', 'search', 'stores', 'tax']";

  private static final String ROLES =
      "['api', 'web', 'worker', 'sync', 'events', 'export', 'admin', 'jobs', 'index', 'gateway']";

  /** As they lie around a service's usual latency, of a thousand requests. */
  private static final String WEIGHTS =
      "[2, 6, 15, 35, 70, 110, 140, 150, 130, 100, 75, 50, 35, 25, 18, 14, 10, 8, 5, 2]";

  /**
   * An hour or so in which the services of a team failed.
   *
   * @param daysBefore the end
   * @param minutes until it was over; 0 while it is not
   * @param share of requests that failed
   */
  private record Outage(int team, double daysBefore, int minutes, double share) {
    long from() {
      return END_MINUTE - Math.round(daysBefore * DAY);
    }

    long to() {
      return minutes == 0 ? END_MINUTE : from() + minutes;
    }

    String shareOfMinute() {
      return "WHEN i // 10 = %d AND minute >= %d AND minute < %d THEN %s"
          .formatted(team, from(), to(), share);
    }
  }

  private static final List<Outage> OUTAGES =
      List.of(
          new Outage(4, 21.4, 55, 0.31),
          new Outage(13, 16.2, 140, 0.06),
          new Outage(7, 9.7, 35, 0.72),
          new Outage(17, 4.6, 80, 0.12),
          new Outage(14, 0.8, 45, 0.44),
          new Outage(4, 0.06, 0, 0.22));

  /** Writes the file, which is not there yet. */
  void write(Path file) throws SQLException {
    DuckDbWarehouse.open(file).close(); // its tables
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '2GB'");
      fleet(statement);
      for (long day = 0; day < days; day++) {
        minutes(statement, END_MINUTE - (days - day) * DAY);
      }
      troubles(statement);
      deploys(statement);
      capacity(statement);
      for (int i = 0; i < OUTAGES.size(); i++) {
        if (OUTAGES.get(i).from() > END_MINUTE - (long) days * DAY) {
          incident(statement, i, OUTAGES.get(i));
        }
      }
      statement.execute("CHECKPOINT");
    }
  }

  private void fleet(Statement statement) throws SQLException {
    statement.execute(
        """
        CREATE TEMP TABLE fleet AS SELECT
          i, team, team || '-' || (%2$s)[i %% 10 + 1] AS name,
          CASE WHEN i %% 3 = 0 THEN 'europe-west1' ELSE 'us-central1' END AS region,
          100 + (hash(i, 1) %% 240)::BIGINT AS usual,
          20 + (hash(i, 2) %% 900)::BIGINT AS volume,
          (4 + hash(i, 3) %% 7)::BIGINT * 1440 AS between_deploys,
          (hash(i, 4) %% 9000)::BIGINT AS phase
        FROM (SELECT i, (%1$s)[i // 10 + 1] AS team FROM range(%3$d) AS numbers(i))
        """
            .formatted(TEAMS, ROLES, services));
    statement.execute(
        """
        CREATE TEMP MACRO revision_of(name, number) AS
          name || '-' || lpad((number % 1000)::VARCHAR, 5, '0') || '-'
            || substr(md5(name || number::VARCHAR), 1, 3)
        """);
    statement.execute(
        "CREATE TEMP MACRO millis_of(bucket) AS 2 * pow(1.01 / 0.99, bucket) / (1.01 / 0.99 + 1)");
  }

  /** A day: traffic comes and goes with the hour, and no minute is like another. */
  private void minutes(Statement statement, long first) throws SQLException {
    statement.execute(
        """
        INSERT INTO service_minutes BY NAME
        SELECT 'acme-prod' AS project, region AS location, name AS service,
          revision_of(name, deploy) AS revision,
          make_timestamp(minute * 60_000_000) AS window_start, requests,
          least(requests, (requests * share)::BIGINT + (noise %% 97 = 0)::BIGINT) AS errors_5xx,
          (requests // 60) AS errors_4xx, (requests // 400) AS errors_auth,
          (noise %% 211 = 0)::BIGINT AS errors_429,
          least(requests, (requests * share)::BIGINT + (noise %% 97 = 0)::BIGINT) / requests
            AS error_rate,
          0 AS connections,
          millis_of(center) AS p50_ms, millis_of(center + 28) AS p90_ms,
          millis_of(center + 42) AS p95_ms, millis_of(center + 70) AS p99_ms,
          latency_histogram, 1 + requests // 80 AS instances,
          (noise %% 31 = 0)::BIGINT AS instance_starts, (noise %% 37 = 0)::BIGINT AS instance_exits,
          0 AS late_entries
        FROM (
          SELECT *, list_sum([b.count FOR b IN latency_histogram])::BIGINT AS requests
          FROM (
            SELECT *,
              [{'bucket': center + 7 * k - 49 + (noise >> k)::BIGINT %% 4,
                'count': 1 + (load * (%1$s)[k + 1]) // 1000}
                FOR k IN range(noise %% 5, 15 + noise %% 6)] AS latency_histogram
            FROM (
              SELECT name, region, minute, deploy, noise, share,
                usual + deploy %% 9 + (noise %% 13) + (share * 90)::BIGINT AS center,
                (volume * (0.55 - 0.4 * cos(2 * pi() * (minute %% 1440) / 1440))
                  * (0.8 + (noise %% 400) / 1000.0))::BIGINT AS load
              FROM (
                SELECT name, region, usual, volume, minute,
                  (minute + phase) // between_deploys AS deploy,
                  (hash(i, minute) >> 20)::BIGINT AS noise,
                  CASE %2$s ELSE 0 END AS share
                FROM (SELECT n // %5$d AS minute, n %% %5$d AS i FROM range(%3$d, %4$d) AS t(n))
                JOIN fleet USING (i)))))
        """
            .formatted(
                WEIGHTS,
                OUTAGES.stream().map(Outage::shareOfMinute).collect(Collectors.joining(" ")),
                first * services,
                (first + DAY) * services,
                services));
  }

  /** What was said where requests failed. */
  private void troubles(Statement statement) throws SQLException {
    statement.execute(
        """
        INSERT INTO error_signatures BY NAME
        SELECT project, location, service, revision, window_start,
          substr(md5(service || text), 1, 16) AS signature_id, text AS signature,
          errors_5xx AS count, text || ' (example of ' || service || ')' AS example
        FROM (
          SELECT *, ['TimeoutError: QueuePool limit of <*> reached, connection timed out',
            'KeyError: <*> in render_totals', 'upstream connect error or disconnect/reset',
            'FATAL: remaining connection slots are reserved']
            [1 + (hash(service, window_start) % 4)::BIGINT] AS text
          FROM service_minutes WHERE errors_5xx > 0)
        """);
    statement.execute(
        """
        INSERT INTO dependency_minutes BY NAME
        SELECT project, location, 'CLOUD_RUN_SERVICE' AS component_kind, service AS component,
          '' AS caller, revision AS caller_revision, window_start, 'HTTP_5XX' AS signal,
          errors_5xx AS count, NULL AS p95_ms, '' AS detail
        FROM service_minutes WHERE errors_5xx > 0
        UNION ALL BY NAME
        SELECT project, location, 'CLOUD_SQL_INSTANCE' AS component_kind,
          split_part(service, '-', 1) || '-db' AS component, service AS caller,
          revision AS caller_revision, window_start, 'SQL_CONNECT_TIMEOUT' AS signal,
          errors_5xx // 2 AS count, 5000.0 AS p95_ms, '' AS detail
        FROM service_minutes WHERE errors_5xx > 10
        """);
  }

  private void deploys(Statement statement) throws SQLException {
    insert(
        statement,
        Tables.REVISION_CHANGES,
        """
        'acme-prod' AS project, region AS location, name AS service,
        revision_of(name, deploy - 1) AS from_revision, revision_of(name, deploy) AS to_revision,
        look AS sequence, make_timestamp((minute + look * 8) * 60_000_000) AS observed_at,
        look = 2 AS "final", make_timestamp((minute - 2) * 60_000_000) AS created_at,
        make_timestamp((minute - 1) * 60_000_000) AS ready_at,
        make_timestamp(minute * 60_000_000) AS first_traffic_at,
        't***@acme.example' AS actor, 'Terraform/1.9.5' AS tool,
        [{'field': 'image_digest', 'before': md5(name || deploy),
          'after': md5(name || (deploy + 1))}] AS diff,
        CASE WHEN look = 1 THEN 'INSUFFICIENT_DATA'
          WHEN hash(i, deploy) % 12 = 0 THEN 'REGRESSION' ELSE 'NO_EFFECT' END AS verdict,
        'MINUTES_BEFORE' AS control, 4000 AS requests_before, 900 * look AS requests_after,
        0.0005 AS error_rate_before, 0.0006 AS error_rate_after, 0.0001 AS effect,
        -0.002 AS effect_low, 0.003 AS effect_high, 'errors_5xx' AS indicator,
        'Errors and latency are as they were.' AS reason\
        """,
        """
        (SELECT fleet.*, deploy, look, deploy * between_deploys - phase AS minute
        FROM fleet, range(1, 3) AS looks(look),
          unnest(range((%1$d + phase) // between_deploys + 1,
            (%2$d + phase) // between_deploys + 1)) AS deploys(deploy))\
        """
            .formatted(END_MINUTE - (long) days * DAY, END_MINUTE - 20));
  }

  /** Hour by hour: two resources of each service, and the databases of the teams. */
  private void capacity(Statement statement) throws SQLException {
    String common =
        """
        'acme-prod' AS project, region AS location,
        make_timestamp(hour * 3_600_000_000) AS window_start,
        make_timestamp((hour + 1) * 3_600_000_000) AS observed_at, 60 AS samples,
        """;
    long last = END_MINUTE / 60;
    String hours = "range(%d, %d) AS hours(hour)".formatted(last - days * 24L, last);
    insert(
        statement,
        Tables.CAPACITY_SAMPLES,
        common
            + """
            'CLOUD_RUN_SERVICE' AS component_kind, name AS component, used AS resource,
            2 + volume // 100 + (hash(i, hour) % 5)::BIGINT AS peak, 1 + volume // 150 AS mean,
            40.0 AS limit_value, 'the revision allows 40' AS limit_from\
            """,
        "fleet, (VALUES ('INSTANCES'), ('CONCURRENT_REQUESTS')) AS resources(used), " + hours);
    insert(
        statement,
        Tables.CAPACITY_SAMPLES,
        common
            + """
            'CLOUD_SQL_INSTANCE' AS component_kind, team || '-db' AS component,
            'SQL_CONNECTIONS' AS resource,
            40 + (hour - %d) // 24 + (hash(i, hour) %% 9)::BIGINT AS peak, 38 AS mean,
            100.0 AS limit_value, 'max_connections' AS limit_from\
            """
                .formatted(last - 720),
        "fleet, " + hours + " WHERE i % 10 = 0");
  }

  private void incident(Statement statement, int number, Outage outage) throws SQLException {
    int steps = outage.minutes() == 0 ? 2 : 3;
    insert(
        statement,
        Tables.ESCALATIONS,
        """
        substr(md5('outage %1$d'), 1, 12) AS incident_id, step AS sequence,
        ['OPENED', 'UPDATED', 'RESOLVED'][step] AS status, 'P1' AS severity,
        make_timestamp(%2$d * 60_000_000::BIGINT) AS began_at,
        make_timestamp(%3$d * 60_000_000::BIGINT) AS opened_at,
        make_timestamp([%3$d, %3$d + 10, %4$d][step] * 60_000_000::BIGINT) AS observed_at,
        CASE WHEN step = 3 THEN make_timestamp(%4$d * 60_000_000::BIGINT) END AS resolved_at,
        'acme-prod' AS project, name || ' answers 5xx: no database connection is free' AS title,
        'CLOUD_RUN_SERVICE' AS symptom_component_kind, name AS symptom_component,
        'ERROR_RATE' AS symptom_signal, 'availability' AS symptom_slo, %5$s AS symptom_observed,
        0.001 AS symptom_objective, %5$s / 0.001 AS symptom_burn_rate,
        'SQL_CONNECTIONS_EXHAUSTED' AS root_cause_kind,
        'CLOUD_SQL_INSTANCE' AS root_cause_component_kind, team || '-db' AS root_cause_component,
        'OBSERVED' AS root_cause_basis, 0.8 AS root_cause_confidence,
        [{'question': 'Why does ' || name || ' answer 5xx?',
          'answer': 'It gets no connection to its database within 5 s.',
          'component_kind': 'CLOUD_SQL_INSTANCE', 'component': team || '-db',
          'basis': 'OBSERVED', 'count': 1240, 'query': 'SELECT count(*) FROM dependency_minutes',
          'evidence': [{
            'log_name': 'projects/acme-prod/logs/cloudsql.googleapis.com%%2Fpostgres.log',
            'insert_id': 'a%1$d', 'timestamp': make_timestamp(%3$d * 60_000_000::BIGINT),
            'excerpt': 'FATAL: remaining connection slots are reserved'}]}] AS whys,
        [{'kind': 'REVISION_CODE', 'component_kind': 'CLOUD_RUN_SERVICE', 'component': name,
          'reason': 'No revision changed in the hour before.'}] AS exonerated,
        (SELECT list({'kind': 'CLOUD_RUN_SERVICE', 'name': f.name} ORDER BY f.name)
          FROM fleet AS f WHERE f.i // 10 = %6$d) AS affected,
        'SCALE' AS decision, [{'text': 'Raise max_connections.', 'command':
          'gcloud sql instances patch ' || team || '-db'}] AS actions,
        1240 * step AS impact_failed_requests, 9000 * step AS impact_requests,
        %5$s AS impact_share, 10 * step AS impact_affected_minutes\
        """
            .formatted(
                number,
                outage.from(),
                outage.from() + 4,
                outage.to(),
                outage.share(),
                outage.team()),
        "fleet, range(1, %d) AS steps(step) WHERE i = %d".formatted(steps + 1, outage.team() * 10));
  }

  /** Rows of which only some columns are said; the others hold as little as they may. */
  private static void insert(Statement statement, Table table, String values, String from)
      throws SQLException {
    String blank =
        table.columns().stream().map(WideWarehouse::blank).collect(Collectors.joining(", "));
    statement.execute(
        "INSERT INTO %s BY NAME SELECT blank.* REPLACE (%s) FROM (SELECT %s) AS blank, %s"
            .formatted(table.name(), values, blank, from));
  }

  private static String blank(Column column) {
    String value =
        switch (column.mode()) {
          case NULLABLE -> "NULL";
          case REPEATED -> "[]";
          case REQUIRED ->
              switch (column.type()) {
                case STRING -> "''";
                case TIMESTAMP -> "make_timestamp(0)";
                default -> "0";
              };
        };
    return "CAST(%s AS %s) AS %s"
        .formatted(value, DuckDbDdl.type(column), DuckDbDdl.quoted(column.name()));
  }
}
