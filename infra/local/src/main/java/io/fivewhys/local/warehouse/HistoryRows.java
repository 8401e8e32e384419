// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.ComponentKind;
import io.fivewhys.Control;
import io.fivewhys.FieldChange;
import io.fivewhys.LatencyBucket;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.Suspect;
import io.fivewhys.Verdict;
import io.fivewhys.local.warehouse.WarehouseHistory.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a stretch of time, as the records that they were made of. What no column holds stays
 * empty: error signatures, evidence and traces. Each returns how many rows there were.
 */
final class HistoryRows {

  private static final long MINUTE_MICROS = 60_000_000L;

  /** Of a minute, by its end: that is when it was known. */
  private static final String ENDS_WITHIN =
      " WHERE epoch_us(window_start) + 60000000 >= ? AND epoch_us(window_start) + 60000000 < ?";

  private static final String SERVICE_MINUTES =
      "SELECT *, epoch_us(window_start) AS start FROM service_minutes"
          + ENDS_WITHIN
          + " ORDER BY start, project, location, service, revision";

  /** Who speaks of another is a service; who speaks of itself may be anything. */
  private static final String SIGNALS =
      """
      SELECT *, epoch_us(window_start) AS start, caller = '' AS of_itself,
        CASE WHEN caller = '' THEN component_kind ELSE 'CLOUD_RUN_SERVICE' END AS speaker_kind,
        CASE WHEN caller = '' THEN component ELSE caller END AS speaker,
        CASE WHEN caller = '' THEN detail ELSE component END AS target
      FROM dependency_minutes
      """
          + ENDS_WITHIN
          + " ORDER BY start, project, location, speaker_kind, speaker, caller_revision,"
          + " signal, component_kind, target";

  private static final String REVISION_CHANGES =
      """
      SELECT *, epoch_us(observed_at) AS observed, epoch_us(created_at) AS created,
        epoch_us(ready_at) AS ready, epoch_us(first_traffic_at) AS first_traffic,
        epoch_us(restored_at) AS restored
      FROM revision_changes WHERE epoch_us(observed_at) >= ? AND epoch_us(observed_at) < ?
      ORDER BY observed, project, location, service, to_revision, sequence
      """;

  private HistoryRows() {}

  static long serviceMinutes(Connection warehouse, long from, long to, List<Known> known)
      throws SQLException {
    return each(
        warehouse,
        SERVICE_MINUTES,
        from,
        to,
        row -> {
          ServiceMinute minute = serviceMinute(row);
          known.add(new Known(minute.getObservedAt(), minute.getProject(), minute));
        });
  }

  static long signalMinutes(Connection warehouse, long from, long to, List<Known> known)
      throws SQLException {
    SignalMinute[] open = {null};
    return each(
        warehouse,
        SIGNALS,
        from,
        to,
        row -> {
          if (open[0] == null || !isOf(row, open[0])) {
            open[0] = signalMinute(row);
            known.add(new Known(open[0].getObservedAt(), open[0].getProject(), open[0]));
          }
          open[0].getSignals().add(signal(row));
        });
  }

  static long revisionChanges(Connection warehouse, long from, long to, List<Known> known)
      throws SQLException {
    return each(
        warehouse,
        REVISION_CHANGES,
        from,
        to,
        row -> {
          RevisionChange change = revisionChange(row);
          known.add(new Known(change.getObservedAt(), change.getProject(), change));
        });
  }

  private interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  private static long each(Connection warehouse, String sql, long from, long to, RowVisitor visitor)
      throws SQLException {
    long rows = 0;
    try (PreparedStatement query = warehouse.prepareStatement(sql)) {
      query.setLong(1, from);
      query.setLong(2, to);
      try (ResultSet row = query.executeQuery()) {
        for (; row.next(); rows++) {
          visitor.visit(row);
        }
      }
    }
    return rows;
  }

  private static ServiceMinute serviceMinute(ResultSet row) throws SQLException {
    long start = row.getLong("start");
    return ServiceMinute.newBuilder()
        .setProject(row.getString("project"))
        .setLocation(row.getString("location"))
        .setService(row.getString("service"))
        .setRevision(row.getString("revision"))
        .setWindowStart(start)
        .setClosed(true)
        .setObservedAt(start + MINUTE_MICROS)
        .setRequests(row.getLong("requests"))
        .setErrors5xx(row.getLong("errors_5xx"))
        .setErrors4xx(row.getLong("errors_4xx"))
        .setErrorsAuth(row.getLong("errors_auth"))
        .setErrors429(row.getLong("errors_429"))
        .setErrorRate(fraction(row, "error_rate"))
        .setConnections(row.getLong("connections"))
        .setP50Ms(fraction(row, "p50_ms"))
        .setP90Ms(fraction(row, "p90_ms"))
        .setP95Ms(fraction(row, "p95_ms"))
        .setP99Ms(fraction(row, "p99_ms"))
        .setLatencyHistogram(list(row, "latency_histogram", HistoryRows::bucket))
        .setInstances(row.getLong("instances"))
        .setInstanceStarts(row.getLong("instance_starts"))
        .setInstanceExits(row.getLong("instance_exits"))
        .setLateEntries(row.getLong("late_entries"))
        .setSignatures(List.of())
        .build();
  }

  private static LatencyBucket bucket(Object struct) {
    @Nullable Object[] parts = parts(struct);
    return new LatencyBucket(
        ((Number) Objects.requireNonNull(parts[0])).intValue(),
        ((Number) Objects.requireNonNull(parts[1])).longValue());
  }

  private static boolean isOf(ResultSet row, SignalMinute minute) throws SQLException {
    return minute.getWindowStart() == row.getLong("start")
        && minute.getProject().equals(row.getString("project"))
        && minute.getLocation().equals(row.getString("location"))
        && minute.getComponentKind() == kind(row, "speaker_kind")
        && minute.getComponent().equals(row.getString("speaker"))
        && minute.getRevision().equals(row.getString("caller_revision"));
  }

  private static SignalMinute signalMinute(ResultSet row) throws SQLException {
    long start = row.getLong("start");
    return SignalMinute.newBuilder()
        .setProject(row.getString("project"))
        .setLocation(row.getString("location"))
        .setComponentKind(kind(row, "speaker_kind"))
        .setComponent(row.getString("speaker"))
        .setRevision(row.getString("caller_revision"))
        .setWindowStart(start)
        .setClosed(true)
        .setObservedAt(start + MINUTE_MICROS)
        .setSignals(new ArrayList<>())
        .build();
  }

  private static SignalTotal signal(ResultSet row) throws SQLException {
    return SignalTotal.newBuilder()
        .setSignal(symbol(SignalKind.class, row.getString("signal"), SignalKind.OTHER))
        .setTargetKind(row.getBoolean("of_itself") ? null : kind(row, "component_kind"))
        .setTarget(row.getString("target"))
        .setCount(row.getLong("count"))
        .setP95Ms(fraction(row, "p95_ms"))
        .setEvidence(List.of())
        .build();
  }

  private static RevisionChange revisionChange(ResultSet row) throws SQLException {
    return RevisionChange.newBuilder()
        .setProject(row.getString("project"))
        .setLocation(row.getString("location"))
        .setService(row.getString("service"))
        .setFromRevision(row.getString("from_revision"))
        .setToRevision(row.getString("to_revision"))
        .setSequence(row.getInt("sequence"))
        .setObservedAt(row.getLong("observed"))
        .setFinal$(row.getBoolean("final"))
        .setCreatedAt(number(row, "created"))
        .setReadyAt(number(row, "ready"))
        .setFirstTrafficAt(number(row, "first_traffic"))
        .setRestoredAt(number(row, "restored"))
        .setActor(row.getString("actor"))
        .setTool(row.getString("tool"))
        .setDiff(list(row, "diff", HistoryRows::fieldChange))
        .setSuspects(list(row, "suspects", HistoryRows::suspect))
        .setFindings(list(row, "findings", String::valueOf))
        .setVerdict(symbol(Verdict.class, row.getString("verdict"), Verdict.INSUFFICIENT_DATA))
        .setIndicator(row.getString("indicator"))
        .setControl(symbol(Control.class, row.getString("control"), Control.NONE))
        .setRequestsBefore(row.getLong("requests_before"))
        .setRequestsAfter(row.getLong("requests_after"))
        .setErrorRateBefore(fraction(row, "error_rate_before"))
        .setErrorRateAfter(fraction(row, "error_rate_after"))
        .setEffect(fraction(row, "effect"))
        .setEffectLow(fraction(row, "effect_low"))
        .setEffectHigh(fraction(row, "effect_high"))
        .setPValue(fraction(row, "p_value"))
        .setLatencyP95BeforeMs(fraction(row, "latency_p95_before_ms"))
        .setLatencyP95AfterMs(fraction(row, "latency_p95_after_ms"))
        .setLatencyChanged(row.getBoolean("latency_changed"))
        .setNewSignatures(list(row, "new_signatures", String::valueOf))
        .setReason(row.getString("reason"))
        .setRequestsNeeded(number(row, "requests_needed"))
        .build();
  }

  private static FieldChange fieldChange(Object struct) {
    @Nullable Object[] parts = parts(struct);
    return new FieldChange(String.valueOf(parts[0]), text(parts[1]), text(parts[2]));
  }

  private static Suspect suspect(Object struct) {
    @Nullable Object[] parts = parts(struct);
    double score = parts[1] instanceof Number number ? number.doubleValue() : 0;
    return new Suspect(String.valueOf(parts[0]), score, String.valueOf(parts[2]));
  }

  private static ComponentKind kind(ResultSet row, String column) throws SQLException {
    return symbol(ComponentKind.class, row.getString(column), ComponentKind.OTHER);
  }

  /** What a newer version wrote is what an older reader takes it for. */
  private static <E extends Enum<E>> E symbol(Class<E> type, String name, E unknown) {
    for (E each : type.getEnumConstants()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return unknown;
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Double fraction(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  private static <T> List<T> list(ResultSet row, String column, Function<Object, T> element)
      throws SQLException {
    List<T> list = new ArrayList<>();
    for (Object each : (Object[]) row.getArray(column).getArray()) {
      list.add(element.apply(each));
    }
    return list;
  }

  private static @Nullable Object[] parts(Object struct) {
    try {
      return ((Struct) struct).getAttributes();
    } catch (SQLException e) {
      throw new IllegalStateException("the parts of a struct are in memory already", e);
    }
  }
}
