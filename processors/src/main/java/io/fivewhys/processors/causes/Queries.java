// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.RevisionChange;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * SQL over the warehouse that gives the number a why speaks of, once its minutes have closed. The
 * same text runs on BigQuery and on DuckDB.
 */
final class Queries {

  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("'TIMESTAMP '''yyyy-MM-dd HH:mm:ss'+00'''", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Queries() {}

  static String failures(String project, Place service, Span span) {
    return "SELECT SUM(errors_5xx + errors_auth + errors_429) FROM service_minutes WHERE"
        + is("project", project)
        + and(is("location", service.location()))
        + and(is("service", service.name()))
        + and(within(span));
  }

  static String requests(String project, Place service, Span span) {
    return "SELECT SUM(requests) FROM service_minutes WHERE"
        + is("project", project)
        + and(is("location", service.location()))
        + and(is("service", service.name()))
        + and(within(span));
  }

  /** What one service says of something. */
  static String signals(String project, Place caller, Collection<Total> totals, Span span) {
    List<String> kinds = totals.stream().map(each -> each.kind().name()).distinct().toList();
    String target = totals.isEmpty() ? "" : totals.iterator().next().target();
    boolean ofItself = totals.stream().allMatch(each -> each.targetKind() == null);
    return "SELECT SUM(count) FROM dependency_minutes WHERE"
        + is("project", project)
        + and(
            ofItself
                ? is("component", caller.name())
                : is("caller", caller.name())
                    + (target.isEmpty() ? "" : and(is("component", target))))
        + and(
            kinds.stream()
                .map(kind -> "'" + kind + "'")
                .collect(Collectors.joining(", ", " signal IN (", ")")))
        + and(within(span));
  }

  static String change(RevisionChange change) {
    return "SELECT * FROM revision_changes WHERE"
        + is("project", change.getProject())
        + and(is("service", change.getService()))
        + and(is("to_revision", change.getToRevision()))
        + " ORDER BY sequence";
  }

  private static String and(String condition) {
    return " AND" + condition;
  }

  private static String within(Span span) {
    return " window_start BETWEEN " + timestamp(span.from()) + " AND " + timestamp(span.to());
  }

  private static String timestamp(long minute) {
    return TIMESTAMP.format(Instant.ofEpochSecond(minute * 60));
  }

  /**
   * The dialects escape quotes differently, so what would need it is left to match anything: such
   * names come from hostile lines alone.
   */
  private static String is(String column, String value) {
    StringBuilder safe = new StringBuilder();
    boolean exact = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain = c >= ' ' && c != '\'' && c != '\\' && c < 0x7f;
      safe.append(plain ? c : '_');
      exact &= plain;
    }
    return " " + column + (exact ? " = '" : " LIKE '") + safe + "'";
  }
}
