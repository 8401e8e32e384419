// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Incidents on a terminal as they come: whole when they open or open again, and then what each
 * further step changed, in a line or a few.
 */
final class LiveIncidents implements Consumer<Escalation> {

  private static final int MOST_LINES = 4;
  private static final String INDENT = "    ";

  private final PrintWriter console;
  private final Map<String, List<Escalation>> known = new HashMap<>();

  LiveIncidents(PrintWriter console) {
    this.console = console;
  }

  @Override
  public void accept(Escalation step) {
    List<Escalation> steps = known.computeIfAbsent(step.getIncidentId(), id -> new ArrayList<>());
    steps.add(step);
    console.print(
        steps.size() == 1 ? IncidentReport.of(List.of(step)) : changed(new Incident(steps)));
    console.flush();
    if (step.getStatus() == IncidentStatus.RESOLVED) {
      known.remove(step.getIncidentId()); // or a watch of months would remember them all
    }
  }

  private static String changed(Incident incident) {
    Timeline.Moment latest = Timeline.of(incident).getLast();
    String head =
        "%s  %s, incident %s"
            .formatted(
                incident.latest().getSeverity(),
                TerminalText.instant(latest.micros()),
                TerminalText.plain(incident.id()));
    List<String> lines =
        TerminalText.wrapped(latest.text(), TerminalText.WIDTH - INDENT.length(), MOST_LINES);
    return "%n%s%n%s"
        .formatted(head, String.join("", lines.stream().map(LiveIncidents::line).toList()));
  }

  private static String line(String text) {
    return INDENT + text + System.lineSeparator();
  }
}
