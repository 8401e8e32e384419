// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.DeployReader.Deploys;
import io.fivewhys.sinks.report.TrendReport.Rejection;
import io.fivewhys.sinks.report.TrendReport.Signature;
import io.fivewhys.sinks.report.Trends.Peak;
import io.fivewhys.sinks.report.Trends.Row;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.Trends.Sighting;
import io.fivewhys.sinks.report.Trends.Signatures;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link TrendReport} from the warehouse's tables over JDBC, in DuckDB's SQL. The database
 * adds up counts and buckets of the minutes that fall into one slot; everything is ordered, so the
 * same rows give the same report, in whichever order they were written.
 */
public final class TrendReports {

  static final int TOP_SIGNATURES = 20;
  static final int LISTED_INCIDENTS = 50;

  private TrendReports() {}

  /**
   * @param warehouse holds the tables of {@link io.fivewhys.warehouse.Tables}; left open
   * @param summary of the replay that filled it; null where there is none, as in a live view
   */
  public static TrendReport read(Connection warehouse, @Nullable Summary summary)
      throws SQLException {
    return read(warehouse, summary, Trends.MAX_SLOTS, Trends.MAX_POINTS);
  }

  static TrendReport read(
      Connection warehouse, @Nullable Summary summary, int maxSlots, int maxPoints)
      throws SQLException {
    try (Statement statement = warehouse.createStatement()) {
      Reader reader = new Reader(statement);
      int step = reader.step(maxSlots, maxPoints);
      Deploys deploys = new DeployReader(statement).read();
      return new TrendReport(
          summary,
          step,
          Trends.of(reader.rows(step), reader.sightings(), reader.peaks(step), reader.signatures()),
          deploys.newest(),
          deploys.total(),
          EscalationReader.latest(warehouse, LISTED_INCIDENTS),
          EscalationReader.incidents(warehouse),
          reader.rejections());
    }
  }

  private record Reader(Statement statement) {

    /**
     * The narrowest slot with which the longest series and all of them together stay small. A slot
     * of k minutes has at least a k-th of the points of one minute: steps that cannot do are not
     * tried.
     */
    int step(int maxSlots, int maxPoints) throws SQLException {
      Size minutes = size(1);
      for (int step : Trends.STEPS) {
        if (minutes.over(step).fits(maxSlots, maxPoints)
            && (step == 1 || size(step).fits(maxSlots, maxPoints))) {
          return step;
        }
      }
      return Trends.STEPS.getLast();
    }

    private Size size(int step) throws SQLException {
      try (ResultSet found =
          query(
              """
              SELECT COALESCE(MAX(slots), 0), COALESCE(SUM(points), 0)::BIGINT
              FROM (
                SELECT COUNT(*) AS slots, SUM(revisions) AS points
                FROM (
                  SELECT project, location, service, $minute // %d AS slot,
                    COUNT(DISTINCT revision) AS revisions
                  FROM service_minutes GROUP BY ALL)
                GROUP BY project, location, service)
              """
                  .formatted(step))) {
        found.next();
        return new Size(found.getLong(1), found.getLong(2));
      }
    }

    List<Row> rows(int step) throws SQLException {
      Map<Cell, Histogram> histograms = histograms(step);
      List<Row> rows = new ArrayList<>();
      try (ResultSet row =
          query(
              """
              SELECT project, location, service, revision, $minute // %d AS slot,
                SUM(requests)::BIGINT, SUM(errors_5xx)::BIGINT, SUM(errors_4xx)::BIGINT,
                SUM(errors_auth)::BIGINT, SUM(errors_429)::BIGINT, SUM(connections)::BIGINT,
                SUM(instance_starts)::BIGINT, SUM(instance_exits)::BIGINT, SUM(late_entries)::BIGINT,
                MAX(instances)
              FROM service_minutes GROUP BY ALL ORDER BY ALL
              """
                  .formatted(step))) {
        while (row.next()) {
          Cell cell = new Cell(service(row), row.getString(4), row.getLong(5));
          rows.add(
              new Row(
                  cell.service(),
                  cell.revision(),
                  cell.slot(),
                  counts(row, 6),
                  row.getLong(15),
                  histograms.getOrDefault(cell, Histogram.EMPTY)));
        }
      }
      return rows;
    }

    private Map<Cell, Histogram> histograms(int step) throws SQLException {
      Map<Cell, SortedMap<Integer, Long>> buckets = new HashMap<>();
      try (ResultSet row =
          query(
              """
              SELECT project, location, service, revision, slot, b.bucket, SUM(b.count)::BIGINT
              FROM (
                SELECT project, location, service, revision, $minute // %d AS slot,
                  UNNEST(latency_histogram) AS b
                FROM service_minutes)
              GROUP BY ALL
              """
                  .formatted(step))) {
        while (row.next()) {
          buckets
              .computeIfAbsent(
                  new Cell(service(row), row.getString(4), row.getLong(5)), k -> new TreeMap<>())
              .put(row.getInt(6), row.getLong(7));
        }
      }
      Map<Cell, Histogram> histograms = new HashMap<>();
      buckets.forEach((cell, counts) -> histograms.put(cell, Histogram.of(counts)));
      return histograms;
    }

    List<Sighting> sightings() throws SQLException {
      List<Sighting> sightings = new ArrayList<>();
      try (ResultSet row =
          query(
              """
              SELECT project, location, service, revision, MIN($minute), MAX($minute)
              FROM service_minutes GROUP BY ALL ORDER BY ALL
              """)) {
        while (row.next()) {
          sightings.add(
              new Sighting(service(row), row.getString(4), row.getLong(5), row.getLong(6)));
        }
      }
      return sightings;
    }

    List<Peak> peaks(int step) throws SQLException {
      List<Peak> peaks = new ArrayList<>();
      try (ResultSet row =
          query(
              """
              SELECT project, location, service, minute // %d AS slot, MAX(instances)::BIGINT
              FROM (
                SELECT project, location, service, $minute AS minute, SUM(instances) AS instances
                FROM service_minutes GROUP BY ALL)
              GROUP BY ALL ORDER BY ALL
              """
                  .formatted(step))) {
        while (row.next()) {
          peaks.add(new Peak(service(row), row.getLong(4), row.getLong(5)));
        }
      }
      return peaks;
    }

    Map<ServiceKey, Signatures> signatures() throws SQLException {
      Map<ServiceKey, Signatures> signatures = new HashMap<>();
      try (ResultSet row =
          query(
              """
              SELECT project, location, service, signature_id,
                FIRST(signature ORDER BY window_start, revision),
                FIRST(example ORDER BY window_start, revision),
                SUM(count)::BIGINT AS total, MIN($minute), MAX($minute),
                LIST_SORT(LIST(DISTINCT revision)),
                COUNT(*) OVER (PARTITION BY project, location, service)
              FROM error_signatures
              GROUP BY project, location, service, signature_id
              QUALIFY ROW_NUMBER() OVER (
                PARTITION BY project, location, service ORDER BY total DESC, signature_id) <= %d
              ORDER BY project, location, service, total DESC, signature_id
              """
                  .formatted(TOP_SIGNATURES))) {
        while (row.next()) {
          Signature signature =
              new Signature(
                  row.getString(4),
                  row.getString(5),
                  row.getString(6),
                  row.getLong(7),
                  row.getLong(8),
                  row.getLong(9),
                  strings(row.getArray(10)));
          long distinct = row.getLong(11);
          signatures.merge(
              service(row), new Signatures(List.of(signature), distinct), Signatures::plus);
        }
      }
      return signatures;
    }

    private static List<String> strings(Array array) throws SQLException {
      return Arrays.stream((Object[]) array.getArray()).map(String::valueOf).toList();
    }

    List<Rejection> rejections() throws SQLException {
      List<Rejection> rejections = new ArrayList<>();
      try (ResultSet row =
          query(
              """
              SELECT reason, COUNT(*) AS total, FIRST(source ORDER BY source, detail),
                FIRST(detail ORDER BY source, detail)
              FROM rejected_entries GROUP BY reason ORDER BY total DESC, reason
              """)) {
        while (row.next()) {
          rejections.add(
              new Rejection(row.getString(1), row.getLong(2), row.getString(3), row.getString(4)));
        }
      }
      return rejections;
    }

    private ResultSet query(String sql) throws SQLException {
      return statement.executeQuery(sql.replace("$minute", "(epoch_us(window_start) // 60000000)"));
    }

    private static ServiceKey service(ResultSet row) throws SQLException {
      return new ServiceKey(row.getString(1), row.getString(2), row.getString(3));
    }

    private static Counts counts(ResultSet row, int first) throws SQLException {
      return new Counts(
          row.getLong(first),
          row.getLong(first + 1),
          row.getLong(first + 2),
          row.getLong(first + 3),
          row.getLong(first + 4),
          row.getLong(first + 5),
          row.getLong(first + 6),
          row.getLong(first + 7),
          row.getLong(first + 8));
    }
  }

  /** Slots of the longest series, points of all. */
  private record Size(long slots, long points) {
    Size over(int step) {
      return new Size(slots / step, points / step);
    }

    boolean fits(int maxSlots, int maxPoints) {
      return slots <= maxSlots && points <= maxPoints;
    }
  }

  private record Cell(ServiceKey service, String revision, long slot) {}
}
