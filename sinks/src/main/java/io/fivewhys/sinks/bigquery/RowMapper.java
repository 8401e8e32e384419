// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.Escalation;
import io.fivewhys.FieldChange;
import io.fivewhys.LatencyBucket;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.Suspect;
import io.fivewhys.contract.Table;
import io.fivewhys.contract.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as warehouse rows. The same record always gives the same rows in the same order: what a
 * restart maps again lands on the row numbers it had before.
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
    rows.add(minuteRow(minute));
    for (SignatureCount signature : minute.getSignatures()) {
      rows.add(signatureRow(minute, signature));
    }
    return rows;
  }

  /** Every look is a row; the greatest sequence is what is known now. */
  public static List<Row> rows(RevisionChange change) {
    return List.of(
        new Row(
            Tables.REVISION_CHANGES,
            Arrays.asList(
                change.getProject(),
                change.getLocation(),
                change.getService(),
                change.getFromRevision(),
                change.getToRevision(),
                (long) change.getSequence(),
                change.getObservedAt(),
                change.getFinal$(),
                change.getCreatedAt(),
                change.getReadyAt(),
                change.getFirstTrafficAt(),
                change.getRestoredAt(),
                change.getActor(),
                change.getTool(),
                diff(change.getDiff()),
                suspects(change.getSuspects()),
                change.getFindings(),
                change.getVerdict().name(),
                change.getIndicator(),
                change.getControl().name(),
                change.getRequestsBefore(),
                change.getRequestsAfter(),
                change.getErrorRateBefore(),
                change.getErrorRateAfter(),
                change.getEffect(),
                change.getEffectLow(),
                change.getEffectHigh(),
                change.getPValue(),
                change.getLatencyP95BeforeMs(),
                change.getLatencyP95AfterMs(),
                change.getLatencyChanged(),
                change.getNewSignatures(),
                change.getReason(),
                change.getRequestsNeeded())));
  }

  /** Every step is a row; the greatest sequence is how the incident stands. */
  public static List<Row> rows(Escalation escalation) {
    return List.of(EscalationRow.of(escalation));
  }

  public static List<Row> rows(RejectedEntry entry) {
    return List.of(
        new Row(
            Tables.REJECTED_ENTRIES,
            Arrays.asList(
                entry.getReason(), entry.getDetail(), entry.getSource(), entry.getExcerpt())));
  }

  /**
   * What is kept of a row that the warehouse did not take.
   *
   * @param source where the row came from
   */
  static Row refused(Row row, String detail, String source) {
    return new Row(
        Tables.REJECTED_ENTRIES,
        Arrays.asList("warehouse_refused_row", detail, source, excerpt(row)));
  }

  private static Row minuteRow(ServiceMinute minute) {
    return new Row(
        Tables.SERVICE_MINUTES,
        Arrays.asList(
            minute.getProject(),
            minute.getLocation(),
            minute.getService(),
            minute.getRevision(),
            minute.getWindowStart(),
            minute.getRequests(),
            minute.getErrors5xx(),
            minute.getErrors4xx(),
            minute.getErrorsAuth(),
            minute.getErrors429(),
            minute.getErrorRate(),
            minute.getConnections(),
            minute.getP50Ms(),
            minute.getP90Ms(),
            minute.getP95Ms(),
            minute.getP99Ms(),
            histogram(minute.getLatencyHistogram()),
            minute.getInstances(),
            minute.getInstanceStarts(),
            minute.getInstanceExits(),
            minute.getLateEntries()));
  }

  private static List<List<Long>> histogram(List<LatencyBucket> buckets) {
    List<List<Long>> values = new ArrayList<>(buckets.size());
    for (LatencyBucket bucket : buckets) {
      values.add(List.of((long) bucket.getBucket(), bucket.getCount()));
    }
    return values;
  }

  private static List<List<@Nullable String>> diff(List<FieldChange> changes) {
    List<List<@Nullable String>> values = new ArrayList<>(changes.size());
    for (FieldChange change : changes) {
      values.add(Arrays.asList(change.getField(), change.getBefore(), change.getAfter()));
    }
    return values;
  }

  private static List<List<Object>> suspects(List<Suspect> suspects) {
    List<List<Object>> values = new ArrayList<>(suspects.size());
    for (Suspect suspect : suspects) {
      values.add(List.of(suspect.getField(), suspect.getScore(), suspect.getReason()));
    }
    return values;
  }

  private static Row signatureRow(ServiceMinute minute, SignatureCount signature) {
    return new Row(
        Tables.ERROR_SIGNATURES,
        Arrays.asList(
            minute.getProject(),
            minute.getLocation(),
            minute.getService(),
            minute.getRevision(),
            minute.getWindowStart(),
            signature.getSignatureId(),
            signature.getSignature(),
            signature.getCount(),
            signature.getExample()));
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
