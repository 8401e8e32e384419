// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Action;
import io.fivewhys.Escalation;
import io.fivewhys.Exonerated;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Incidents as text for a terminal, one block for each: what hurts, the chain of whys down to the
 * cause, what it was not, and what to do. Commands stand on one line, however long, so that they
 * can be copied.
 */
final class IncidentReport {

  private static final int MOST_INCIDENTS = 10;
  private static final int MOST_LISTED = 12;
  private static final int TEXT_LINES = 4;
  private static final int EXCERPT_LINES = 2;
  private static final String INDENT = "    ";
  private static final String DEEPER = "  ";

  private final StringBuilder out = new StringBuilder();

  private IncidentReport() {}

  /**
   * @param steps of incidents, each incident's in sequence; nothing is said of no incidents
   */
  static String of(List<Escalation> steps) {
    List<Incident> incidents = Incident.of(steps);
    IncidentReport report = new IncidentReport();
    incidents.stream().limit(MOST_INCIDENTS).forEach(incident -> report.block(incident.latest()));
    if (incidents.size() > MOST_INCIDENTS) {
      report
          .out
          .append('\n')
          .append("… and ")
          .append(IncidentText.count(incidents.size() - MOST_INCIDENTS, "incident"))
          .append(" more: ./fivewhys query 'SELECT * FROM incidents'\n");
    }
    return report.out.toString();
  }

  private void block(Escalation e) {
    out.append('\n');
    text("", e.getSeverity() + DEEPER, e.getTitle(), TEXT_LINES);
    text(INDENT, "", "incident " + e.getIncidentId() + ", " + times(e), TEXT_LINES);
    text(INDENT, "hurts: ", IncidentText.symptom(e), TEXT_LINES);
    text(INDENT, "impact: ", IncidentText.impact(e.getImpact()), TEXT_LINES);
    if (e.getProgress() != null) {
      text(INDENT, "progress: ", IncidentText.progress(e.getProgress()), TEXT_LINES);
    }
    whys(e.getWhys());
    text(INDENT, "cause: ", IncidentText.cause(e.getRootCause()), TEXT_LINES);
    listed(e.getExonerated()).forEach(this::exonerated);
    more(e.getExonerated().size());
    if (!e.getAffected().isEmpty()) {
      text(
          INDENT,
          "affected: ",
          e.getAffected().stream()
              .map(IncidentText::component)
              .distinct()
              .collect(Collectors.joining(", ")),
          TEXT_LINES);
    }
    text(INDENT, "do: ", IncidentText.words(e.getDecision()), 1);
    listed(e.getActions()).forEach(this::action);
    more(e.getActions().size());
  }

  private static String times(Escalation e) {
    String opened =
        (e.getBeganAt() == null ? "" : "began " + TerminalText.instant(e.getBeganAt()) + ", ")
            + "opened "
            + TerminalText.instant(e.getOpenedAt());
    if (!IncidentText.over(e)) {
      return opened + ", not over at " + TerminalText.instant(e.getObservedAt());
    }
    long end = IncidentText.end(e);
    return opened
        + ", resolved "
        + TerminalText.instant(end)
        + " after "
        + IncidentText.lasted(e.getOpenedAt(), end);
  }

  private void whys(List<Why> whys) {
    String indent = INDENT;
    for (Why why : listed(whys)) {
      text(indent, "", why.getQuestion(), TEXT_LINES);
      text(
          indent,
          "→ ",
          why.getAnswer()
              + " ["
              + IncidentText.component(why.getComponent())
              + "; "
              + IncidentText.basis(why)
              + "]",
          TEXT_LINES);
      if (!why.getEvidence().isEmpty()) {
        text(indent + DEEPER, "| ", why.getEvidence().getFirst().getExcerpt(), EXCERPT_LINES);
      }
      indent += DEEPER;
    }
    more(whys.size());
  }

  private void exonerated(Exonerated exonerated) {
    text(
        INDENT,
        "not ",
        IncidentText.words(exonerated.getKind())
            + " of "
            + IncidentText.component(exonerated.getComponent())
            + ": "
            + exonerated.getReason(),
        TEXT_LINES);
  }

  private void action(Action action) {
    text(INDENT + DEEPER, "- ", action.getText(), TEXT_LINES);
    if (action.getCommand() != null) {
      out.append(INDENT)
          .append(DEEPER)
          .append(DEEPER)
          .append("$ ")
          .append(TerminalText.visible(action.getCommand()).strip())
          .append('\n');
    }
  }

  private static <T> List<T> listed(List<T> all) {
    return all.subList(0, Math.min(MOST_LISTED, all.size()));
  }

  private void more(int all) {
    if (all > MOST_LISTED) {
      out.append(INDENT).append("… and ").append(all - MOST_LISTED).append(" more\n");
    }
  }

  /** Lines after the first stand below the text, not below what leads it. */
  private void text(String indent, String lead, String text, int mostLines) {
    String below = indent + " ".repeat(TerminalText.length(lead));
    List<String> lines =
        new ArrayList<>(TerminalText.wrapped(text, TerminalText.WIDTH - below.length(), mostLines));
    if (lines.isEmpty()) {
      lines.add("");
    }
    for (int i = 0; i < lines.size(); i++) {
      out.append((i == 0 ? indent + lead : below).concat(lines.get(i)).stripTrailing())
          .append('\n');
    }
  }
}
