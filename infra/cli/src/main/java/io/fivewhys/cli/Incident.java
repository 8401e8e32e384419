// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All steps of one incident, in sequence.
 *
 * @param steps never empty
 */
record Incident(List<Escalation> steps) {

  Incident {
    steps = List.copyOf(steps);
  }

  /** In the order in which the first step of each comes. */
  static List<Incident> of(List<Escalation> escalations) {
    Map<String, List<Escalation>> steps = new LinkedHashMap<>();
    for (Escalation escalation : escalations) {
      steps.computeIfAbsent(escalation.getIncidentId(), id -> new ArrayList<>()).add(escalation);
    }
    return steps.values().stream()
        .map(of ->
            new Incident(
                of.stream().sorted(Comparator.comparingInt(Escalation::getSequence)).toList()))
        .toList();
  }

  String id() {
    return latest().getIncidentId();
  }

  Escalation latest() {
    return steps.getLast();
  }
}
