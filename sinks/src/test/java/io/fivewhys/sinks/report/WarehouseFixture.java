// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.DuckDbDdl;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The warehouse's tables in a DuckDB in memory, filled by SQL. */
final class WarehouseFixture implements AutoCloseable {

  /** 2026-06-14 13:00 UTC, in minutes of the epoch. */
  static final long START = 29_690_700;

  final Connection connection;

  WarehouseFixture() {
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:");
      for (Table table : Tables.ALL) {
        run(DuckDbDdl.createTable(table.name(), table.columns()).replace(" NOT NULL", ""));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One minute of one revision; the request count is that of its latencies. */
  void minute(
      String service, String revision, long minute, long errors, Map<Double, Long> latencies) {
    minute(service, revision, minute, errors, 0, 0, 1, latencies);
  }

  void minute(
      String service,
      String revision,
      long minute,
      long errors,
      long starts,
      long exits,
      long instances,
      Map<Double, Long> latencies) {
    TreeMap<Integer, Long> histogram = new TreeMap<>();
    latencies.forEach((millis, count) ->
        histogram.merge(LatencyBuckets.of(Math.round(millis * 1e6)), count, Long::sum));
    long requests = histogram.values().stream().mapToLong(Long::longValue).sum();
    String list =
        histogram.entrySet().stream()
            .map(b -> "{bucket: %d::BIGINT, count: %d::BIGINT}".formatted(b.getKey(), b.getValue()))
            .collect(Collectors.joining(", ", "[", "]"));
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO service_minutes BY NAME SELECT
              'acme-prod' AS project, 'us-central1' AS location, ? AS service, ? AS revision,
              make_timestamp(? * 60000000) AS window_start, ? AS requests, ? AS errors_5xx,
              0 AS errors_4xx, 0 AS errors_auth, 0 AS errors_429, 0 AS connections,
              %s::STRUCT(bucket BIGINT, count BIGINT)[] AS latency_histogram,
              ? AS instances, ? AS instance_starts, ? AS instance_exits, 0 AS late_entries
            """
                .formatted(list))) {
      insert.setString(1, service);
      insert.setString(2, revision);
      insert.setLong(3, minute);
      insert.setLong(4, requests);
      insert.setLong(5, errors);
      insert.setLong(6, instances);
      insert.setLong(7, starts);
      insert.setLong(8, exits);
      insert.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  void signature(String service, String revision, long minute, String id, String text, long count) {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO error_signatures VALUES ('acme-prod', 'us-central1', ?, ?,
              make_timestamp(? * 60000000), ?, ?, ?, ?)
            """)) {
      insert.setString(1, service);
      insert.setString(2, revision);
      insert.setLong(3, minute);
      insert.setString(4, id);
      insert.setString(5, text);
      insert.setLong(6, count);
      insert.setString(7, "example: " + text);
      insert.execute();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A change whose first request came at {@code minute}.
   *
   * @param more values of further columns, such as {@code 0.5 AS effect, 'x' AS reason}
   */
  void deploy(
      String service, @Nullable String from, String to, long minute, String verdict, String more) {
    String absent =
        Tables.REVISION_CHANGES.columns().stream()
            .map(column -> "NULL::" + DuckDbDdl.type(column) + " AS \"" + column.name() + '"')
            .collect(Collectors.joining(", "));
    run(
        """
        INSERT INTO revision_changes BY NAME SELECT * REPLACE (%s) FROM (
          SELECT * REPLACE (
            'acme-prod' AS project, 'us-central1' AS location, %s AS service,
            %s AS from_revision, %s AS to_revision, 1 AS sequence,
            make_timestamp(%d) AS observed_at, false AS final, false AS latency_changed,
            make_timestamp(%5$d - 120_000_000) AS created_at,
            make_timestamp(%5$d - 60_000_000) AS ready_at,
            make_timestamp(%5$d) AS first_traffic_at,
            [] AS diff, [] AS suspects, [] AS findings, [] AS new_signatures,
            '%s' AS verdict, 'NONE' AS control, 0 AS requests_before, 0 AS requests_after,
            'because' AS reason)
          FROM (SELECT %s))
        """
            .formatted(
                more.isEmpty() ? "1 AS sequence" : more,
                quoted(service),
                from == null ? "NULL" : quoted(from),
                quoted(to),
                minute * 60_000_000,
                verdict,
                absent));
  }

  /**
   * Hours of capacity one after the other.
   *
   * @param peak SQL for an hour's, {@code i} being how many came before it
   * @param limit SQL, such as {@code NULL}
   * @param more values of further columns
   */
  void capacity(
      String kind,
      String component,
      String resource,
      Instant first,
      int hours,
      String peak,
      String limit,
      String more) {
    run(
        """
        INSERT INTO capacity_samples BY NAME
        SELECT * REPLACE (%s) FROM (
          SELECT 'acme-prod' AS project, 'us-central1' AS location, %s AS component_kind,
            %s AS component, %s AS resource,
            make_timestamp(%d + i * 3_600_000_000) AS window_start,
            make_timestamp(%5$d + (i + 1) * 3_600_000_000) AS observed_at, (%s)::DOUBLE AS peak,
            0.5 * (%6$s)::DOUBLE AS mean, 60 AS samples, (%s)::DOUBLE AS limit_value,
            '' AS limit_from,
            []::STRUCT(service VARCHAR, revision VARCHAR, instances BIGINT, "each" DOUBLE,
              amount DOUBLE, known_from VARCHAR)[] AS shares
          FROM range(%d) hours(i))
        """
            .formatted(
                more.isEmpty() ? "'' AS limit_from" : more,
                quoted(kind),
                quoted(component),
                quoted(resource),
                first.getEpochSecond() * 1_000_000,
                peak,
                limit,
                hours));
  }

  void escalation(Escalation escalation) {
    Row row = RowMapper.rows(escalation).getFirst();
    run(
        "INSERT INTO %s VALUES (%s)"
            .formatted(row.table().name(), values(row.table().columns(), row.values(), "")));
  }

  private static String values(List<Column> columns, List<?> values, String lead) {
    List<String> literals = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Column column = columns.get(i);
      literals.add(
          (lead.isEmpty() ? "" : "'" + column.name() + "': ") + literal(column, values.get(i)));
    }
    return String.join(", ", literals);
  }

  private static String literal(Column column, @Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case String text -> quoted(text);
      case Long micros when column.type() == Column.Type.TIMESTAMP ->
          "make_timestamp(" + micros + ")";
      case List<?> structs ->
          structs.stream()
              .map(struct -> "{" + values(column.fields(), (List<?>) struct, "{") + "}")
              .collect(Collectors.joining(", ", "[", "]::" + DuckDbDdl.type(column)));
      default -> value.toString();
    };
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  void run(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A service over all that there is. */
  ServiceReader.Read service(String name, int maxSlots) {
    try (WarehouseReader reader = reader()) {
      Range range = Extent.read(reader, Instant.EPOCH).range();
      return new ServiceReader(reader)
          .read(new ServiceKey("acme-prod", "us-central1", name), range, maxSlots);
    }
  }

  ServiceTrend service(String name) {
    return service(name, Trends.MAX_SLOTS).trend();
  }

  /** Deploys of a service over all that there is. */
  List<Deploy> deploys(String name) {
    return service(name, Trends.MAX_SLOTS).deploys();
  }

  /** Another connection to the same tables; the caller closes it. */
  WarehouseReader reader() {
    try {
      return new DuckDbReader(connection.unwrap(DuckDBConnection.class).duplicate());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
