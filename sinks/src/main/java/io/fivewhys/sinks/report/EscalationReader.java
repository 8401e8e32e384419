// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.Progress;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Signal;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import java.sql.Array;
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
 * Escalations as they went into the warehouse: each row is the record that it came from. What shows
 * incidents then has one kind of thing to show, wherever it was. What is asked for is bound, never
 * part of the query.
 */
public final class EscalationReader {

  private static final String ROWS =
      """
      SELECT * REPLACE (
          epoch_us(began_at) AS began_at, epoch_us(opened_at) AS opened_at,
          epoch_us(observed_at) AS observed_at, epoch_us(resolved_at) AS resolved_at,
          [{'question': w.question, 'answer': w.answer, 'kind': w.component_kind,
            'name': w.component, 'basis': w.basis, 'count': w.count, 'query': w.query,
            'evidence': [{'log_name': e.log_name, 'insert_id': e.insert_id,
              'timestamp': epoch_us(e.timestamp), 'excerpt': e.excerpt} for e in w.evidence]}
            for w in whys] AS whys)
      """;

  private static final String LATEST =
      " FROM (FROM escalations QUALIFY row_number() OVER"
          + " (PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) = 1)"
          + " ORDER BY opened_at DESC, incident_id LIMIT ?";

  private static final String STEPS =
      " FROM (SELECT *, min(opened_at) OVER (PARTITION BY incident_id) AS first FROM escalations)"
          + " WHERE starts_with(incident_id, ?) ORDER BY first, incident_id, sequence";

  private EscalationReader() {}

  /** Every step of every incident, in the order in which incidents opened. */
  public static List<Escalation> all(Connection warehouse) throws SQLException {
    return startingWith(warehouse, "");
  }

  /** Every step of the incidents whose ids begin so. */
  public static List<Escalation> startingWith(Connection warehouse, String prefix)
      throws SQLException {
    try (PreparedStatement query = warehouse.prepareStatement(ROWS + STEPS)) {
      query.setString(1, prefix);
      return read(query);
    }
  }

  /** How the newest incidents stand, the newest first. */
  static List<Escalation> latest(Connection warehouse, int most) throws SQLException {
    try (PreparedStatement query = warehouse.prepareStatement(ROWS + LATEST)) {
      query.setInt(1, most);
      return read(query);
    }
  }

  static long incidents(Connection warehouse) throws SQLException {
    try (PreparedStatement query =
            warehouse.prepareStatement("SELECT count(DISTINCT incident_id) FROM escalations");
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<Escalation> read(PreparedStatement query) throws SQLException {
    List<Escalation> escalations = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        escalations.add(escalation(row));
      }
    }
    return escalations;
  }

  private static Escalation escalation(ResultSet row) throws SQLException {
    return new Escalation(
        row.getString("incident_id"),
        row.getInt("sequence"),
        IncidentStatus.valueOf(row.getString("status")),
        Severity.valueOf(row.getString("severity")),
        row.getLong("opened_at"),
        row.getLong("observed_at"),
        row.getString("project"),
        row.getString("title"),
        symptom(row),
        rootCause(row),
        list(row, "whys", EscalationReader::why),
        list(row, "exonerated", EscalationReader::exonerated),
        list(row, "affected", parts -> component(parts, 0)),
        Decision.valueOf(row.getString("decision")),
        list(row, "actions", parts -> new Action(text(parts[0]), textOrNull(parts[1]))),
        micros(row, "resolved_at"),
        new Impact(
            row.getLong("impact_failed_requests"),
            row.getLong("impact_requests"),
            fraction(row, "impact_share"),
            row.getLong("impact_affected_minutes")),
        micros(row, "began_at"),
        progress(row));
  }

  private static @Nullable Progress progress(ResultSet row) throws SQLException {
    long services = row.getLong("progress_services");
    return row.wasNull()
        ? null
        : new Progress(
            fraction(row, "progress_share_at_open"),
            fraction(row, "progress_share_now"),
            services,
            row.getLong("progress_recovered"));
  }

  private static Symptom symptom(ResultSet row) throws SQLException {
    return new Symptom(
        component(row, "symptom_component"),
        Signal.valueOf(row.getString("symptom_signal")),
        row.getString("symptom_slo"),
        fraction(row, "symptom_observed"),
        fraction(row, "symptom_objective"),
        fraction(row, "symptom_burn_rate"));
  }

  private static RootCause rootCause(ResultSet row) throws SQLException {
    return new RootCause(
        CauseKind.valueOf(row.getString("root_cause_kind")),
        component(row, "root_cause_component"),
        row.getString("root_cause_revision"),
        Basis.valueOf(row.getString("root_cause_basis")),
        row.getDouble("root_cause_confidence"));
  }

  private static Component component(ResultSet row, String column) throws SQLException {
    return new Component(
        ComponentKind.valueOf(row.getString(column + "_kind")), row.getString(column));
  }

  private static Component component(@Nullable Object[] parts, int kind) {
    return new Component(ComponentKind.valueOf(text(parts[kind])), text(parts[kind + 1]));
  }

  private static Why why(@Nullable Object[] parts) {
    return new Why(
        text(parts[0]),
        text(parts[1]),
        component(parts, 2),
        Basis.valueOf(text(parts[4])),
        number(parts[5]),
        list(parts[7], EscalationReader::evidence),
        textOrNull(parts[6]));
  }

  private static Evidence evidence(@Nullable Object[] parts) {
    return new Evidence(text(parts[0]), text(parts[1]), number(parts[2]), text(parts[3]));
  }

  private static Exonerated exonerated(@Nullable Object[] parts) {
    return new Exonerated(CauseKind.valueOf(text(parts[0])), component(parts, 1), text(parts[3]));
  }

  private static @Nullable Long micros(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Double fraction(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  private static @Nullable String textOrNull(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private static <T> List<T> list(
      ResultSet row, String column, Function<@Nullable Object[], T> element) throws SQLException {
    return list(row.getArray(column), element);
  }

  private static <T> List<T> list(@Nullable Object array, Function<@Nullable Object[], T> element) {
    try {
      Object[] structs = (Object[]) ((Array) Objects.requireNonNull(array)).getArray();
      List<T> list = new ArrayList<>(structs.length);
      for (Object struct : structs) {
        list.add(element.apply(((Struct) struct).getAttributes()));
      }
      return list;
    } catch (SQLException e) {
      throw new IllegalStateException("the parts of an array are in memory already", e);
    }
  }
}
