// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One incident that a recording holds, as one who knows the truth would tell it. What is not said
 * is not asked for.
 */
@JsonAutoDetect(fieldVisibility = Visibility.ANY)
final class Expected {

  /** Any of them is right. */
  final Set<CauseKind> kinds;

  /** Of the root cause, as KIND name; any of them is right. */
  final Set<String> components = new TreeSet<>();

  /** When the first user or start was hit. */
  final Instant onset;

  int foundWithinMinutes = 3;
  @Nullable String revision;

  /** When nobody was hit any more; null where it lasts. */
  @Nullable Instant ended;

  /** Whether one may also say that it never ended. */
  boolean endDisputable;

  Set<Basis> bases = Set.of();
  Set<Decision> decisions = Set.of();

  /** Services that have to be named. */
  final Set<String> affected = new TreeSet<>();

  /** Causes that have to be ruled out by name. */
  Set<CauseKind> exonerated = Set.of();

  private Expected(long onset, Set<CauseKind> kinds) {
    this.onset = Cloud.instant(onset);
    this.kinds = kinds;
  }

  static Expected incident(
      long onset, ComponentKind kind, String component, CauseKind... acceptable) {
    return new Expected(onset, EnumSet.copyOf(List.of(acceptable))).or(kind, component);
  }

  static Expected service(long onset, Workload workload, CauseKind... acceptable) {
    return incident(onset, ComponentKind.CLOUD_RUN_SERVICE, workload.name(), acceptable);
  }

  /** An API of someone else, for which there is no kind of component. */
  static Expected stranger(long onset, String host, CauseKind... acceptable) {
    return incident(onset, ComponentKind.OTHER, host, acceptable)
        .or(ComponentKind.CLOUD_RUN_SERVICE, host)
        .or(ComponentKind.LOAD_BALANCER, host);
  }

  Expected or(ComponentKind kind, String component) {
    components.add(kind + " " + component);
    return this;
  }

  Expected also(CauseKind kind) {
    kinds.add(kind);
    return this;
  }

  Expected or(Workload workload) {
    return or(ComponentKind.CLOUD_RUN_SERVICE, workload.name());
  }

  Expected revision(String name) {
    revision = name;
    return this;
  }

  Expected until(long end) {
    ended = Cloud.instant(end);
    return this;
  }

  Expected endDisputable() {
    endDisputable = true;
    return this;
  }

  Expected basis(Basis... acceptable) {
    bases = Set.of(acceptable);
    return this;
  }

  Expected decision(Decision... acceptable) {
    decisions = Set.of(acceptable);
    return this;
  }

  Expected affects(Workload... services) {
    for (Workload service : services) {
      affected.add(service.name());
    }
    return this;
  }

  Expected exonerates(CauseKind... innocent) {
    exonerated = Set.of(innocent);
    return this;
  }

  Expected foundWithin(int minutes) {
    foundWithinMinutes = minutes;
    return this;
  }

  boolean inTime(Instant observed) {
    return !observed.isAfter(onset.plus(Duration.ofMinutes(foundWithinMinutes)));
  }
}
