// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Deploy.Comparison;
import io.fivewhys.sinks.report.Deploy.FieldDiff;
import io.fivewhys.sinks.report.Deploy.RateMinute;
import io.fivewhys.sinks.report.Deploy.Ruling;
import io.fivewhys.sinks.report.Deploy.Side;
import io.fivewhys.sinks.report.Deploy.Suspect;
import io.fivewhys.sinks.report.Deploy.Times;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link Deploy}s from the warehouse, newest first: each change's latest row, and for the
 * newest of them the minutes of both revisions. What is long is cut and what is many left out, so
 * that no log can make a page of any size.
 */
record DeployReader(Statement statement) {

  /** Changes listed. */
  static final int LISTED = 200;

  /** Changes with minutes and histograms. */
  static final int COMPARED = 50;

  /** Minutes looked at before and from the change on. */
  private static final int AROUND = 60;

  static final int REASON_LENGTH = 1_500;
  static final int TEXT_LENGTH = 400;
  private static final int DIFFERENCES = 200;
  private static final int SENTENCES = 20;

  private static final String NEWEST =
      """
      newest AS (
        SELECT *, epoch_ms(coalesce(first_traffic_at, ready_at, created_at, observed_at)) AS changed_at
        FROM (
          FROM revision_changes
          QUALIFY ROW_NUMBER() OVER (
            PARTITION BY project, location, service, to_revision
            ORDER BY sequence DESC, observed_at DESC) = 1)
        ORDER BY changed_at DESC, project, location, service, to_revision
        LIMIT %d)
      """;

  private static final String OWN =
      NEWEST.formatted(COMPARED)
          + """
          , own AS (
            SELECT n.project, n.location, n.service, n.to_revision, n.control,
              CASE n.indicator
                WHEN 'errors_auth' THEN m.errors_auth
                WHEN 'errors_429' THEN m.errors_429
                ELSE m.errors_5xx END AS errors,
              n.changed_at // 60000 AS change_minute,
              m.revision = n.to_revision AS fresh,
              epoch_us(m.window_start) // 60000000 AS minute,
              m.requests, m.latency_histogram
            FROM newest n
            JOIN service_minutes m
              ON m.project = n.project AND m.location = n.location AND m.service = n.service
                AND m.revision IN (n.from_revision, n.to_revision)
            WHERE m.requests > 0 AND minute BETWEEN change_minute - %1$d AND change_minute + %1$d - 1)
          """
              .formatted(AROUND);

  /** What is read: the newest deploys, and how many there are in all. */
  record Deploys(List<Deploy> newest, long total) {}

  private record Key(String project, String location, String service, String to, boolean fresh) {}

  Deploys read() throws SQLException {
    Map<Key, List<RateMinute>> minutes = minutes();
    Map<Key, SortedMap<Integer, Long>> buckets = buckets();
    List<Deploy> deploys = new ArrayList<>();
    long total = 0;
    try (ResultSet row =
        statement.executeQuery(
            "WITH "
                + NEWEST.formatted(LISTED)
                + """
                SELECT *, epoch_ms(created_at) AS created, epoch_ms(ready_at) AS ready,
                  epoch_ms(first_traffic_at) AS first_traffic, epoch_ms(restored_at) AS restored,
                  (SELECT COUNT(DISTINCT (project, location, service, to_revision))
                    FROM revision_changes) AS total
                FROM newest ORDER BY changed_at DESC, project, location, service, to_revision
                """)) {
      while (row.next()) {
        total = row.getLong("total");
        Deploy deploy = deploy(row);
        deploys.add(
            deploys.size() < COMPARED
                ? deploy.compared(
                    new Comparison(
                        side(key(deploy, false), minutes, buckets),
                        side(key(deploy, true), minutes, buckets)))
                : deploy);
      }
    }
    return new Deploys(List.copyOf(deploys), total);
  }

  private Map<Key, List<RateMinute>> minutes() throws SQLException {
    Map<Key, List<RateMinute>> minutes = new HashMap<>();
    try (ResultSet row =
        statement.executeQuery(
            "WITH "
                + OWN
                + """
                SELECT project, location, service, to_revision, fresh, minute, requests, errors
                FROM own ORDER BY ALL
                """)) {
      while (row.next()) {
        minutes
            .computeIfAbsent(key(row), k -> new ArrayList<>())
            .add(new RateMinute(row.getLong(6), row.getLong(7), row.getLong(8)));
      }
    }
    return minutes;
  }

  /** Of the minutes that were compared: as the verdict's control says, and all of the new one's. */
  private Map<Key, SortedMap<Integer, Long>> buckets() throws SQLException {
    Map<Key, SortedMap<Integer, Long>> buckets = new HashMap<>();
    try (ResultSet row =
        statement.executeQuery(
            "WITH "
                + OWN
                + """
                , compared AS (
                  SELECT * FROM own
                  QUALIFY fresh
                    OR control = 'NONE'
                    OR (control = 'MINUTES_BEFORE' AND minute < change_minute)
                    OR (control = 'SAME_MINUTES' AND BOOL_OR(fresh) OVER (
                      PARTITION BY project, location, service, to_revision, minute)))
                SELECT project, location, service, to_revision, fresh, b.bucket,
                  SUM(b.count)::BIGINT
                FROM (SELECT *, UNNEST(latency_histogram) AS b FROM compared)
                GROUP BY ALL
                """)) {
      while (row.next()) {
        buckets.computeIfAbsent(key(row), k -> new TreeMap<>()).put(row.getInt(6), row.getLong(7));
      }
    }
    return buckets;
  }

  private static Side side(
      Key key, Map<Key, List<RateMinute>> minutes, Map<Key, SortedMap<Integer, Long>> buckets) {
    Histogram histogram = Histogram.of(buckets.getOrDefault(key, new TreeMap<>()));
    return new Side(
        List.copyOf(minutes.getOrDefault(key, List.of())), histogram.latency(), histogram.bins());
  }

  private static Key key(ResultSet row) throws SQLException {
    return new Key(
        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBoolean(5));
  }

  private static Key key(Deploy deploy, boolean fresh) {
    return new Key(deploy.project(), deploy.location(), deploy.service(), deploy.to(), fresh);
  }

  private static Deploy deploy(ResultSet row) throws SQLException {
    return new Deploy(
        row.getString("project"),
        row.getString("location"),
        row.getString("service"),
        row.getString("from_revision"),
        row.getString("to_revision"),
        row.getBoolean("final"),
        new Times(
            row.getLong("changed_at"),
            number(row, "created"),
            number(row, "ready"),
            number(row, "first_traffic"),
            number(row, "restored")),
        cut(row.getString("actor"), TEXT_LENGTH),
        cut(row.getString("tool"), TEXT_LENGTH),
        ruling(row),
        list(row, "diff", DIFFERENCES, DeployReader::fieldDiff),
        list(row, "suspects", SENTENCES, DeployReader::suspect),
        list(row, "findings", SENTENCES, DeployReader::text),
        list(row, "new_signatures", SENTENCES, DeployReader::text),
        null);
  }

  private static Ruling ruling(ResultSet row) throws SQLException {
    return new Ruling(
        row.getString("verdict"),
        row.getString("indicator"),
        row.getString("control"),
        row.getLong("requests_before"),
        row.getLong("requests_after"),
        fraction(row, "error_rate_before"),
        fraction(row, "error_rate_after"),
        fraction(row, "effect"),
        fraction(row, "effect_low"),
        fraction(row, "effect_high"),
        fraction(row, "p_value"),
        fraction(row, "latency_p95_before_ms"),
        fraction(row, "latency_p95_after_ms"),
        row.getBoolean("latency_changed"),
        String.valueOf(cut(row.getString("reason"), REASON_LENGTH)),
        number(row, "requests_needed"));
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Double fraction(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() || !Double.isFinite(value) ? null : value;
  }

  private static <T> List<T> list(
      ResultSet row, String column, int most, Function<Object, T> element) throws SQLException {
    Array array = row.getArray(column);
    return Arrays.stream((Object[]) array.getArray()).limit(most).map(element).toList();
  }

  private static FieldDiff fieldDiff(Object struct) {
    @Nullable Object[] parts = parts(struct);
    return new FieldDiff(text(parts[0]), cut(parts[1], TEXT_LENGTH), cut(parts[2], TEXT_LENGTH));
  }

  private static Suspect suspect(Object struct) {
    @Nullable Object[] parts = parts(struct);
    return new Suspect(
        text(parts[0]), parts[1] instanceof Double score ? score : 0, text(parts[2]));
  }

  private static @Nullable Object[] parts(Object struct) {
    try {
      return ((Struct) struct).getAttributes();
    } catch (SQLException e) {
      throw new IllegalStateException("the parts of a struct are in memory already", e);
    }
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(cut(String.valueOf(value), TEXT_LENGTH));
  }

  private static @Nullable String cut(@Nullable Object value, int length) {
    String text = value == null ? null : value.toString();
    return text == null || text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
