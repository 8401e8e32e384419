// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.CapacitySample;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.warehouse.CapacityTable;
import io.fivewhys.warehouse.ChangeTable;
import io.fivewhys.warehouse.DependencyMinute;
import io.fivewhys.warehouse.EscalationTable;
import io.fivewhys.warehouse.MinuteTables;
import io.fivewhys.warehouse.RejectedMessage;
import io.fivewhys.warehouse.RejectedTable;
import io.fivewhys.warehouse.SignatureMinute;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of which tables a record becomes. The same record always gives the same rows in the
 * same order: what a restart maps again lands on the row numbers it had before.
 */
public final class RowMapper {

  /** Longest text of a refused row that is kept in {@link Tables#REJECTED_ENTRIES}. */
  private static final int EXCERPT_LENGTH = 300;

  private RowMapper() {}

  /** Nothing for the snapshot of an open minute: a row lands once, when its minute closes. */
  public static List<Row> rows(ServiceMinute minute) {
    if (!minute.getClosed()) {
      return List.of();
    }
    List<Row> rows = new ArrayList<>(1 + minute.getSignatures().size());
    rows.add(Row.of(MinuteTables.SERVICE_MINUTES, minute));
    for (SignatureCount signature : minute.getSignatures()) {
      rows.add(Row.of(MinuteTables.ERROR_SIGNATURES, new SignatureMinute(minute, signature)));
    }
    return rows;
  }

  /** One for each signal of a closed minute. */
  public static List<Row> rows(SignalMinute minute) {
    if (!minute.getClosed()) {
      return List.of();
    }
    return minute.getSignals().stream()
        .map(
            signal -> Row.of(MinuteTables.DEPENDENCY_MINUTES, new DependencyMinute(minute, signal)))
        .toList();
  }

  /** Nothing for an open minute, as for the other minutes. */
  public static List<Row> rows(JourneyMinute minute) {
    return minute.getClosed() ? List.of(Row.of(MinuteTables.JOURNEY_MINUTES, minute)) : List.of();
  }

  /** Every look is a row; the greatest sequence is what is known now. */
  public static List<Row> rows(RevisionChange change) {
    return List.of(Row.of(ChangeTable.REVISION_CHANGES, change));
  }

  /** Every step is a row; the greatest sequence is how the incident stands. */
  public static List<Row> rows(Escalation escalation) {
    return List.of(Row.of(EscalationTable.ESCALATIONS, escalation));
  }

  public static List<Row> rows(CapacitySample sample) {
    return List.of(Row.of(CapacityTable.CAPACITY_SAMPLES, sample));
  }

  public static List<Row> rows(RejectedMessage message) {
    return List.of(Row.of(RejectedTable.REJECTED_ENTRIES, message));
  }

  /**
   * What is kept of a row that the warehouse did not take.
   *
   * @param source where the row came from
   * @param receivedAt when, microseconds
   */
  static Row refused(Row row, String detail, String source, long receivedAt) {
    return Row.of(
        RejectedTable.REJECTED_ENTRIES,
        new RejectedMessage(
            new RejectedEntry("warehouse_refused_row", detail, source, excerpt(row)), receivedAt));
  }

  private static String excerpt(Row row) {
    Table table = row.table();
    StringBuilder text = new StringBuilder(table.name());
    for (int i = 0; i < table.columns().size() && text.length() < EXCERPT_LENGTH; i++) {
      text.append(' ')
          .append(table.columns().get(i).name())
          .append('=')
          .append(row.values().get(i));
    }
    return text.length() <= EXCERPT_LENGTH ? text.toString() : text.substring(0, EXCERPT_LENGTH);
  }
}
