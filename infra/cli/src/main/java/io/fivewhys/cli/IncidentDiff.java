// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What two configurations would have told of the same past, incident by incident. Two incidents are
 * the same when their times overlap and they name the same component as the cause or hurt a service
 * in common; each has at most one counterpart, the one most like it.
 *
 * @param onlyNew in the order in which they opened, as all three
 */
record IncidentDiff(List<Incident> onlyNew, List<Incident> onlyOld, List<Pair> both) {

  private static final Comparator<Incident> BY_OPENING =
      Comparator.<Incident>comparingLong(incident -> incident.latest().getOpenedAt())
          .thenComparing(Incident::id);

  private static final Comparator<Pair> MOST_ALIKE_FIRST =
      Comparator.comparing(Pair::sameCause)
          .thenComparing(Pair::sameComponent)
          .reversed()
          .thenComparingLong(pair -> Math.abs(pair.laterMicros()))
          .thenComparing(Pair::fresh, BY_OPENING)
          .thenComparing(Pair::old, BY_OPENING);

  /** The same incident as the new configuration would have told it, and as the old one. */
  record Pair(Incident fresh, Incident old) {

    /** How much later the new configuration opens it; below zero where it is earlier. */
    long laterMicros() {
      return fresh.latest().getOpenedAt() - old.latest().getOpenedAt();
    }

    boolean sameSeverity() {
      return fresh.latest().getSeverity() == old.latest().getSeverity();
    }

    boolean sameCause() {
      return sameComponent()
          && fresh.latest().getRootCause().getKind() == old.latest().getRootCause().getKind();
    }

    boolean sameComponent() {
      return cause(fresh).equals(cause(old));
    }

    /** Whether nobody on call would have noticed the difference. */
    boolean same() {
      return laterMicros() == 0 && sameSeverity() && sameCause();
    }

    private boolean alike() {
      return fresh.latest().getProject().equals(old.latest().getProject())
          && begin(fresh) <= end(old)
          && begin(old) <= end(fresh)
          && (sameComponent() || hurtInCommon());
    }

    private boolean hurtInCommon() {
      Set<String> common = hurt(fresh);
      common.retainAll(hurt(old));
      return !common.isEmpty();
    }
  }

  static IncidentDiff of(List<Incident> fresh, List<Incident> old) {
    List<Pair> alike = new ArrayList<>();
    for (Incident one : fresh) {
      for (Incident other : old) {
        Pair pair = new Pair(one, other);
        if (pair.alike()) {
          alike.add(pair);
        }
      }
    }
    alike.sort(MOST_ALIKE_FIRST);
    List<Pair> both = new ArrayList<>();
    Set<String> matchedNew = new TreeSet<>();
    Set<String> matchedOld = new TreeSet<>();
    for (Pair pair : alike) {
      if (!matchedNew.contains(pair.fresh.id()) && !matchedOld.contains(pair.old.id())) {
        matchedNew.add(pair.fresh.id());
        matchedOld.add(pair.old.id());
        both.add(pair);
      }
    }
    both.sort(Comparator.comparing(Pair::fresh, BY_OPENING));
    return new IncidentDiff(without(fresh, matchedNew), without(old, matchedOld), both);
  }

  private static List<Incident> without(List<Incident> incidents, Set<String> matched) {
    return incidents.stream()
        .filter(incident -> !matched.contains(incident.id()))
        .sorted(BY_OPENING)
        .toList();
  }

  private static Component cause(Incident incident) {
    return incident.latest().getRootCause().getComponent();
  }

  private static long begin(Incident incident) {
    Escalation latest = incident.latest();
    return latest.getBeganAt() == null
        ? latest.getOpenedAt()
        : Math.min(latest.getBeganAt(), latest.getOpenedAt());
  }

  /** One that is not over may go on for ever. */
  private static long end(Incident incident) {
    return IncidentText.over(incident.latest())
        ? Math.max(IncidentText.end(incident.latest()), incident.latest().getOpenedAt())
        : Long.MAX_VALUE;
  }

  /** Services that it hurt at any step. */
  private static Set<String> hurt(Incident incident) {
    Set<String> names = new TreeSet<>();
    for (Escalation step : incident.steps()) {
      step.getAffected().forEach(component -> addService(names, component));
      addService(names, step.getSymptom().getComponent());
    }
    return names;
  }

  private static void addService(Set<String> names, Component component) {
    if (component.getKind() == ComponentKind.CLOUD_RUN_SERVICE) {
      names.add(component.getName());
    }
  }
}
