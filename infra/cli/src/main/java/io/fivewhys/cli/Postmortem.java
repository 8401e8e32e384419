// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Action;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Why;

/**
 * One incident as Markdown: what was known at its last step, and how that came to be known. Every
 * text in it is escaped, since logs are written by strangers.
 */
final class Postmortem {

  private final StringBuilder out = new StringBuilder();

  private Postmortem() {}

  static String of(Incident incident) {
    Postmortem postmortem = new Postmortem();
    postmortem.write(incident);
    return postmortem.out.toString();
  }

  private void write(Incident incident) {
    Escalation e = incident.latest();
    out.append("# ").append(Markdown.text(e.getTitle())).append("\n\n");
    summary(e);
    heading("Timeline");
    out.append("| when (UTC) | what |\n|---|---|\n");
    Timeline.of(incident)
        .forEach(moment -> row(TerminalText.instant(moment.micros()), moment.text()));
    heading("Impact");
    paragraph(IncidentText.impact(e.getImpact()) + ".");
    whys(e);
    not(e);
    affected(e);
    actions(e);
  }

  private void summary(Escalation e) {
    String end =
        IncidentText.over(e)
            ? "resolved after " + IncidentText.lasted(e.getOpenedAt(), IncidentText.end(e))
            : "not over at " + TerminalText.instant(e.getObservedAt());
    out.append("**")
        .append(e.getSeverity())
        .append("**, ")
        .append(Markdown.text(end))
        .append(", project ")
        .append(Markdown.text(e.getProject()))
        .append(", incident ")
        .append(Markdown.text(e.getIncidentId()))
        .append(". Cause: ")
        .append(Markdown.text(IncidentText.cause(e.getRootCause())))
        .append(".\n");
  }

  private void whys(Escalation e) {
    heading("Whys");
    if (e.getWhys().isEmpty()) {
      paragraph("None could be told.");
    }
    int number = 0;
    for (Why why : e.getWhys()) {
      out.append(number++ == 0 ? "" : "\n");
      out.append("### ").append(number).append(". ");
      out.append(Markdown.text(why.getQuestion())).append("\n\n");
      paragraph(why.getAnswer());
      out.append("\n*")
          .append(Markdown.text(IncidentText.basis(why)))
          .append("*, ")
          .append(Markdown.text(IncidentText.component(why.getComponent())))
          .append('\n');
      evidence(why);
      if (why.getQuery() != null) {
        out.append('\n').append(Markdown.block("sql", why.getQuery()));
      }
    }
  }

  private void evidence(Why why) {
    if (why.getEvidence().isEmpty()) {
      return;
    }
    out.append("\n| when (UTC) | log | entry | says |\n|---|---|---|---|\n");
    for (Evidence evidence : why.getEvidence()) {
      row(
          TerminalText.instant(evidence.getTimestamp()),
          evidence.getLogName(),
          evidence.getInsertId(),
          evidence.getExcerpt());
    }
  }

  private void not(Escalation e) {
    if (e.getExonerated().isEmpty()) {
      return;
    }
    heading("What it was not");
    for (Exonerated exonerated : e.getExonerated()) {
      item(
          IncidentText.words(exonerated.getKind())
              + " of "
              + IncidentText.component(exonerated.getComponent())
              + ": "
              + exonerated.getReason());
    }
  }

  private void affected(Escalation e) {
    if (e.getAffected().isEmpty()) {
      return;
    }
    heading("Affected");
    for (Component component : e.getAffected()) {
      item(IncidentText.component(component));
    }
  }

  private void actions(Escalation e) {
    heading("Actions");
    paragraph("Decision: " + IncidentText.words(e.getDecision()) + ".");
    for (Action action : e.getActions()) {
      out.append('\n');
      paragraph(action.getText());
      if (action.getCommand() != null) {
        out.append('\n').append(Markdown.block("sh", action.getCommand()));
      }
    }
  }

  private void heading(String title) {
    out.append("\n## ").append(title).append("\n\n");
  }

  private void paragraph(String text) {
    out.append(Markdown.text(text)).append('\n');
  }

  private void item(String text) {
    out.append("- ").append(Markdown.text(text)).append('\n');
  }

  private void row(String... cells) {
    out.append('|');
    for (String cell : cells) {
      out.append(' ').append(Markdown.text(cell)).append(" |");
    }
    out.append('\n');
  }
}
