// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Component;
import io.fivewhys.Escalation;
import java.util.ArrayList;
import java.util.List;

/** What happened in an incident, and when: each step by what it changed. */
final class Timeline {

  record Moment(long micros, String text) {}

  private Timeline() {}

  static List<Moment> of(Incident incident) {
    List<Moment> moments = new ArrayList<>();
    Escalation first = incident.steps().getFirst();
    if (first.getBeganAt() != null) {
      moments.add(new Moment(first.getBeganAt(), "The symptom began."));
    }
    moments.add(
        new Moment(
            first.getOpenedAt(),
            "Opened as " + first.getSeverity() + ": " + IncidentText.symptom(first)));
    for (int i = 1; i < incident.steps().size(); i++) {
      Escalation before = incident.steps().get(i - 1);
      Escalation now = incident.steps().get(i);
      moments.add(
          new Moment(
              now.getObservedAt(),
              (IncidentText.over(now) ? "Resolved" : "Updated") + changes(before, now) + "."));
    }
    return moments;
  }

  private static String changes(Escalation before, Escalation now) {
    List<String> changes = new ArrayList<>();
    if (before.getSeverity() != now.getSeverity()) {
      changes.add("severity " + before.getSeverity() + " → " + now.getSeverity());
    }
    String cause = IncidentText.cause(now.getRootCause());
    if (!cause.equals(IncidentText.cause(before.getRootCause()))) {
      changes.add("cause " + cause);
    }
    if (before.getDecision() != now.getDecision()) {
      changes.add("decision " + IncidentText.words(now.getDecision()));
    }
    components("also affected", now.getAffected(), before.getAffected(), changes);
    components("no longer affected", before.getAffected(), now.getAffected(), changes);
    if (!before.getTitle().equals(now.getTitle())) {
      changes.add("now “" + now.getTitle() + "”");
    }
    if (IncidentText.over(now) && now.getResolvedAt() != null) {
      changes.add("the symptom ended " + TerminalText.instant(now.getResolvedAt()));
    }
    return changes.isEmpty() ? "" : ": " + String.join("; ", changes);
  }

  private static void components(
      String what, List<Component> these, List<Component> without, List<String> changes) {
    List<String> names =
        these.stream()
            .filter(component -> !without.contains(component))
            .map(IncidentText::component)
            .toList();
    if (!names.isEmpty()) {
      changes.add(what + " " + String.join(", ", names));
    }
  }
}
