// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.RevisionChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Deploys and their verdicts as text for a terminal: one row for each, its reason below. Names and
 * reasons hold what strangers logged, so nothing that a terminal obeys gets through and nothing
 * long moves a column.
 */
final class VerdictTable {

  private static final int MOST_ROWS = 30;
  private static final int NAME_WIDTH = 40;
  private static final int REASON_LINES = 4;
  private static final String INDENT = "    ";
  private static final String GAP = "  ";

  private static final List<String> HEAD =
      List.of("SERVICE", "REVISION", "READY", "FIRST TRAFFIC", "VERDICT");

  private static final Comparator<RevisionChange> IN_TIME =
      Comparator.comparingLong(VerdictTable::time)
          .thenComparing(RevisionChange::getService)
          .thenComparing(RevisionChange::getProject)
          .thenComparing(RevisionChange::getLocation)
          .thenComparing(RevisionChange::getToRevision);

  private VerdictTable() {}

  /**
   * @param records of changes in any order; of each the greatest sequence is shown
   */
  static String of(List<RevisionChange> records) {
    List<RevisionChange> changes = latest(records).stream().sorted(IN_TIME).toList();
    if (changes.isEmpty()) {
      return "no deploys seen\n";
    }
    List<RevisionChange> shown = changes.subList(0, Math.min(MOST_ROWS, changes.size()));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    shown.forEach(change -> rows.add(cells(change)));
    int[] widths = widths(rows);
    StringBuilder out = new StringBuilder();
    line(out, HEAD, widths);
    for (int i = 0; i < shown.size(); i++) {
      line(out, rows.get(i + 1), widths);
      wrapped(shown.get(i).getReason())
          .forEach(text -> out.append(INDENT).append(text).append('\n'));
    }
    if (changes.size() > shown.size()) {
      out.append(
          String.format(
              Locale.ROOT,
              "… and %,d more: ./fivewhys query 'SELECT * FROM revision_verdicts'\n",
              changes.size() - shown.size()));
    }
    return out.toString();
  }

  private static Collection<RevisionChange> latest(List<RevisionChange> records) {
    Map<List<String>, RevisionChange> latest = new LinkedHashMap<>();
    for (RevisionChange record : records) {
      latest.merge(
          List.of(
              record.getProject(),
              record.getLocation(),
              record.getService(),
              record.getToRevision()),
          record,
          (one, other) -> other.getSequence() >= one.getSequence() ? other : one);
    }
    return latest.values();
  }

  /** Its first request's, or where it served none, when it was made. */
  private static long time(RevisionChange change) {
    if (change.getFirstTrafficAt() != null) {
      return change.getFirstTrafficAt();
    }
    return change.getCreatedAt() != null ? change.getCreatedAt() : change.getObservedAt();
  }

  private static List<String> cells(RevisionChange change) {
    return List.of(
        name(change.getService()),
        name(change.getToRevision()),
        change.getReadyAt() == null && neverReady(change)
            ? "never ready"
            : instant(change.getReadyAt(), "not told"),
        instant(change.getFirstTrafficAt(), "none"),
        change.getVerdict().name());
  }

  private static boolean neverReady(RevisionChange change) {
    return change.getFindings().stream()
        .anyMatch(finding -> finding.toLowerCase(Locale.ROOT).startsWith("never became ready"));
  }

  private static String instant(@Nullable Long micros, String absent) {
    return micros == null ? absent : TerminalText.instant(micros);
  }

  private static String name(String text) {
    return TerminalText.cut(text, NAME_WIDTH);
  }

  private static List<String> wrapped(String reason) {
    return TerminalText.wrapped(reason, TerminalText.WIDTH - INDENT.length(), REASON_LINES);
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], TerminalText.length(row.get(i)));
      }
    }
    return widths;
  }

  private static void line(StringBuilder out, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      String cell = cells.get(i);
      out.append(cell);
      out.append(last ? "\n" : " ".repeat(widths[i] - TerminalText.length(cell)) + GAP);
    }
  }
}
