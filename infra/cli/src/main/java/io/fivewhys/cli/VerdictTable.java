// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.RevisionChange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Deploys and their verdicts as text for a terminal: one row for each, its reason below. Names and
 * reasons hold what strangers logged, so nothing that a terminal obeys gets through and nothing
 * long moves a column.
 */
final class VerdictTable {

  private static final int MOST_ROWS = 30;
  private static final int WIDTH = 100;
  private static final int NAME_WIDTH = 40;
  private static final int REASON_LINES = 4;
  private static final String INDENT = "    ";
  private static final String GAP = "  ";

  private static final List<String> HEAD =
      List.of("SERVICE", "REVISION", "READY", "FIRST TRAFFIC", "VERDICT");

  /** A whole terminal sequence, or what is left of a broken one. */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]|(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?");

  /** Controls, direction marks, separators, lone surrogates. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

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
    return micros == null
        ? absent
        : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String name(String text) {
    String plain = plain(text);
    return length(plain) <= NAME_WIDTH
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, NAME_WIDTH - 1)) + "…";
  }

  /** On one line, without anything that a terminal obeys or hides. */
  static String plain(String text) {
    String quiet = SEQUENCE.matcher(text).replaceAll("");
    return UNSEEN.matcher(quiet).replaceAll(" ").strip().replaceAll("\\s+", " ");
  }

  private static List<String> wrapped(String reason) {
    List<String> lines = new ArrayList<>();
    int width = WIDTH - INDENT.length();
    String rest = plain(reason);
    while (!rest.isEmpty() && lines.size() < REASON_LINES) {
      int end = end(rest, width);
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    if (!rest.isEmpty()) {
      lines.add("…");
    }
    return lines;
  }

  /** Where the line ends: at its last space, or, without one, where it is full. */
  private static int end(String text, int width) {
    if (length(text) <= width) {
      return text.length();
    }
    int full = text.offsetByCodePoints(0, width);
    int space = text.lastIndexOf(' ', full);
    return space > 0 ? space : full;
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i)));
      }
    }
    return widths;
  }

  private static void line(StringBuilder out, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      String cell = cells.get(i);
      out.append(cell);
      out.append(last ? "\n" : " ".repeat(widths[i] - length(cell)) + GAP);
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
