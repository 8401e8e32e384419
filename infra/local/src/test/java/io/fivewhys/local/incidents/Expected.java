// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One incident that a recording holds, as one who knows the truth would tell it.
 *
 * @param kinds any of them is right
 * @param component of the root cause
 * @param revision of the root cause; null where none is to blame
 * @param onset when the first user or start was hit
 * @param ended when nobody was any more; null where it lasts
 * @param bases empty where any will do
 * @param decisions empty where any will do
 * @param affected services that have to be named
 * @param exonerated causes that have to be ruled out by name
 */
record Expected(
    Set<CauseKind> kinds,
    Set<ComponentKind> componentKinds,
    String component,
    @Nullable String revision,
    Instant onset,
    @Nullable Instant ended,
    Set<Basis> bases,
    Set<Decision> decisions,
    Set<String> affected,
    Set<CauseKind> exonerated) {

  static Expected incident(
      long onset, ComponentKind kind, String component, CauseKind... acceptable) {
    Set<CauseKind> kinds = EnumSet.copyOf(List.of(acceptable));
    return new Expected(
        kinds,
        Set.of(kind),
        component,
        null,
        Cloud.instant(onset),
        null,
        Set.of(),
        Set.of(),
        Set.of(),
        Set.of());
  }

  static Expected service(long onset, Workload workload, CauseKind... acceptable) {
    return incident(onset, ComponentKind.CLOUD_RUN_SERVICE, workload.name(), acceptable);
  }

  Expected revision(String name) {
    return new Expected(
        kinds,
        componentKinds,
        component,
        name,
        onset,
        ended,
        bases,
        decisions,
        affected,
        exonerated);
  }

  Expected until(long end) {
    return new Expected(
        kinds,
        componentKinds,
        component,
        revision,
        onset,
        Cloud.instant(end),
        bases,
        decisions,
        affected,
        exonerated);
  }

  Expected basis(Basis... acceptable) {
    return new Expected(
        kinds,
        componentKinds,
        component,
        revision,
        onset,
        ended,
        Set.of(acceptable),
        decisions,
        affected,
        exonerated);
  }

  Expected decision(Decision... acceptable) {
    return new Expected(
        kinds,
        componentKinds,
        component,
        revision,
        onset,
        ended,
        bases,
        Set.of(acceptable),
        affected,
        exonerated);
  }

  Expected affects(Workload... services) {
    Set<String> names = new TreeSet<>();
    for (Workload service : services) {
      names.add(service.name());
    }
    return new Expected(
        kinds,
        componentKinds,
        component,
        revision,
        onset,
        ended,
        bases,
        decisions,
        names,
        exonerated);
  }

  Expected exonerates(CauseKind... innocent) {
    return new Expected(
        kinds,
        componentKinds,
        component,
        revision,
        onset,
        ended,
        bases,
        decisions,
        affected,
        Set.of(innocent));
  }

  /** For what is no part of the platform, such as an API of someone else. */
  Expected componentOf(ComponentKind... acceptable) {
    return new Expected(
        kinds,
        Set.of(acceptable),
        component,
        revision,
        onset,
        ended,
        bases,
        decisions,
        affected,
        exonerated);
  }
}
