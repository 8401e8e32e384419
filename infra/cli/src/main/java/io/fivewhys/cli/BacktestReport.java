// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.RootCause;
import io.fivewhys.cli.IncidentDiff.Pair;
import io.fivewhys.local.replay.Backtest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backtest as text for a terminal: the incidents of each configuration, then what differs. Titles
 * hold what strangers logged, so nothing that a terminal obeys gets through.
 */
final class BacktestReport {

  private static final int MOST_ROWS = 50;
  private static final int TITLE_LINES = 2;
  private static final int LIMIT_LINES = 4;
  private static final String INDENT = "  ";
  private static final String ROW = INDENT + "%-20s  %-20s  %-8s  %9s  %s%n";
  private static final String BELOW = INDENT.repeat(3);

  private final StringBuilder out = new StringBuilder();

  private BacktestReport() {}

  static String of(Backtested tested) {
    BacktestReport report = new BacktestReport();
    report.source(tested);
    report.side("new", tested.fresh());
    report.side("old", tested.old());
    report.diff(tested.diff());
    return report.out.toString();
  }

  private void source(Backtested tested) {
    Backtest.Result read = tested.read();
    StringBuilder text = new StringBuilder(number(read.read()));
    text.append(tested.kind() == Backtested.Kind.LOGS ? " log entries" : " rows");
    if (read.rejected() > 0) {
      text.append(", ").append(number(read.rejected())).append(" rejected");
    }
    if (read.first() != null && read.last() != null) {
      text.append(", from ").append(seconds(read.first()));
      text.append(" to ").append(seconds(read.last()));
    }
    line("", text.toString(), LIMIT_LINES);
    tested.limits().forEach(limit -> line("", limit, LIMIT_LINES));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static Instant seconds(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }

  private void side(String which, Backtested.Side side) {
    out.append('\n');
    line(
        "",
        which
            + ": "
            + side.name()
            + ": "
            + IncidentText.count(side.incidents().size(), "incident")
            + medianDetection(side.incidents()),
        1);
    if (side.incidents().isEmpty()) {
      return;
    }
    row("OPENED", "RESOLVED", "SEVERITY", "DETECTED", "CAUSE");
    for (Incident incident : shown(side.incidents())) {
      Escalation latest = incident.latest();
      row(
          TerminalText.instant(latest.getOpenedAt()),
          IncidentText.over(latest) ? TerminalText.instant(IncidentText.end(latest)) : "not over",
          latest.getSeverity().name(),
          minutes(Backtested.detectionMinutes(latest)),
          cause(latest));
      line(BELOW, latest.getTitle(), TITLE_LINES);
    }
    more(side.incidents());
  }

  /** The smaller of the two in the middle, where there are two. */
  private static String medianDetection(List<Incident> incidents) {
    List<Double> minutes =
        incidents.stream()
            .map(incident -> Backtested.detectionMinutes(incident.latest()))
            .filter(Objects::nonNull)
            .sorted()
            .toList();
    return minutes.isEmpty()
        ? ""
        : ", detected after " + minutes(minutes.get((minutes.size() - 1) / 2)) + " in the median";
  }

  private void diff(IncidentDiff diff) {
    only("only in new", diff.onlyNew());
    only("only in old", diff.onlyOld());
    List<Pair> otherwise = diff.both().stream().filter(pair -> !pair.same()).toList();
    head("in both, but told otherwise", otherwise.size());
    for (Pair pair : shown(otherwise)) {
      incident(pair.fresh());
      line(BELOW, "new is " + String.join("; ", differences(pair)), TITLE_LINES);
    }
    more(otherwise);
    head("in both, the same", diff.both().size() - otherwise.size());
  }

  private void only(String title, List<Incident> incidents) {
    head(title, incidents.size());
    shown(incidents).forEach(this::incident);
    more(incidents);
  }

  private void incident(Incident incident) {
    Escalation latest = incident.latest();
    line(
        INDENT,
        TerminalText.instant(latest.getOpenedAt())
            + "  "
            + latest.getSeverity()
            + "  "
            + latest.getTitle(),
        TITLE_LINES);
  }

  private static List<String> differences(Pair pair) {
    List<String> differences = new ArrayList<>();
    long later = pair.laterMicros();
    if (later != 0) {
      differences.add(
          minutes(Backtested.minutes(Math.abs(later))) + (later > 0 ? " later" : " earlier"));
    }
    Escalation fresh = pair.fresh().latest();
    Escalation old = pair.old().latest();
    if (!pair.sameSeverity()) {
      differences.add(fresh.getSeverity() + " instead of " + old.getSeverity());
    }
    if (!pair.sameCause()) {
      differences.add("caused by " + cause(fresh) + " instead of " + cause(old));
    }
    return differences;
  }

  private static String cause(Escalation escalation) {
    RootCause cause = escalation.getRootCause();
    String revision = cause.getRevision() == null ? "" : ", revision " + cause.getRevision();
    return TerminalText.cut(
        IncidentText.words(cause.getKind())
            + ": "
            + IncidentText.component(cause.getComponent())
            + revision,
        TerminalText.WIDTH);
  }

  private static String minutes(@Nullable Double minutes) {
    return minutes == null ? "unknown" : String.format(Locale.ROOT, "%.1f min", minutes);
  }

  private void head(String title, int count) {
    out.append('\n').append(title).append(": ").append(count == 0 ? "none" : count).append('\n');
  }

  private void row(String opened, String resolved, String severity, String detected, String cause) {
    out.append(
        String.format(Locale.ROOT, ROW, opened, resolved, severity, detected, cause)
            .replace(System.lineSeparator(), "\n"));
  }

  private static <T> List<T> shown(List<T> all) {
    return all.subList(0, Math.min(MOST_ROWS, all.size()));
  }

  private void more(List<?> all) {
    if (all.size() > MOST_ROWS) {
      line(INDENT, "… and " + (all.size() - MOST_ROWS) + " more: --format json has all", 1);
    }
  }

  private void line(String indent, String text, int mostLines) {
    TerminalText.wrapped(text, TerminalText.WIDTH - indent.length(), mostLines)
        .forEach(each -> out.append(indent).append(each).append('\n'));
  }
}
