// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Action;
import io.fivewhys.Escalation;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;

/** An incident in a few lines of plain text, for tools that have one field for all of it. */
final class IncidentSummary {

  private IncidentSummary() {}

  static String of(Escalation e) {
    List<String> lines = new ArrayList<>();
    lines.add(IncidentText.symptom(e));
    lines.add(IncidentText.impact(e.getImpact()));
    for (Why why : e.getWhys()) {
      lines.add(why.getQuestion() + " " + why.getAnswer() + " [" + IncidentText.basis(why) + "]");
    }
    lines.add("Cause: " + IncidentText.cause(e.getRootCause()));
    for (Action action : e.getActions()) {
      lines.add("Do: " + action.getText());
    }
    return String.join("\n", lines.stream().map(TerminalText::plain).toList());
  }
}
