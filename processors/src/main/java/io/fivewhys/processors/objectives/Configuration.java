// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.fivewhys.ComponentKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that {@code fivewhys.yaml} says. Its objectives hold beside the defaults; {@link
 * #objectivesOf} knows which of them counts for whom.
 */
public record Configuration(
    List<Objective> objectives,
    List<Silence> silences,
    List<Maintenance> maintenances,
    List<Expectation> expectations,
    IncidentRules incidents) {

  /**
   * Without a file: 99 % of requests without 5xx, 99 % of them authorised, 95 % of starts
   * successful. No latency is too long for everybody.
   */
  public static final Configuration DEFAULTS =
      new Configuration(
          List.of(
              new Objective("availability", Scope.EVERYTHING, new Indicator.Availability(), 0.99),
              new Objective("auth", Scope.EVERYTHING, new Indicator.AuthSuccess(), 0.99),
              new Objective("startup", Scope.EVERYTHING, new Indicator.StartupSuccess(), 0.95)),
          List.of(),
          List.of(),
          List.of(),
          IncidentRules.DEFAULTS);

  private static final Comparator<Objective> BY_SPECIFICITY =
      Comparator.<Objective>comparingInt(one -> Globs.specificity(dependencyOf(one)))
          .thenComparing(Objective::scope, Scope.BY_SPECIFICITY);

  /**
   * The objectives that a service itself is held to: of those of one kind, the ones of the most
   * specific scope that matches it; of scopes equally specific, the one named last.
   */
  public List<Objective> objectivesOf(String project, String location, String service) {
    return objectives.stream()
        .filter(objective -> isOfService(objective.indicator()))
        .filter(objective -> objective.scope().matches(project, location, service))
        .collect(groupingBy(Configuration::kindOf, TreeMap::new, toList()))
        .values()
        .stream()
        .flatMap(Configuration::mostSpecific)
        .toList();
  }

  /**
   * The objectives that a database or Redis is held to when a service leans on it: as {@link
   * #objectivesOf}, a name of the dependency going before its callers.
   */
  public List<Objective> objectivesOf(
      String project, String location, String caller, ComponentKind kind, String dependency) {
    return objectives.stream()
        .filter(objective -> isOfDependency(objective.indicator(), kind, dependency))
        .filter(objective -> objective.scope().matches(project, location, caller))
        .collect(groupingBy(Configuration::kindOf, TreeMap::new, toList()))
        .values()
        .stream()
        .flatMap(Configuration::mostSpecific)
        .toList();
  }

  /** The objectives on journeys across services. */
  public List<Objective> journeys() {
    return objectives.stream()
        .filter(objective -> objective.indicator() instanceof Indicator.Journey)
        .toList();
  }

  /** The first silence that covers the component at that time. */
  public Optional<Silence> silenced(String project, String location, String component, Instant at) {
    return silences.stream()
        .filter(silence -> covers(at, silence.from(), silence.to()))
        .filter(silence -> silence.scope().matches(project, location, component))
        .findFirst();
  }

  /** The first maintenance window that covers the component at that time. */
  public Optional<Maintenance> inMaintenance(
      String project, String location, String component, Instant at) {
    return maintenances.stream()
        .filter(maintenance -> covers(at, maintenance.from(), maintenance.to()))
        .filter(maintenance -> maintenance.scope().matches(project, location, component))
        .findFirst();
  }

  private static boolean covers(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  private static String kindOf(Objective objective) {
    return objective.indicator().getClass().getSimpleName();
  }

  private static boolean isOfService(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Availability i -> true;
      case Indicator.Latency i -> true;
      case Indicator.AuthSuccess i -> true;
      case Indicator.StartupSuccess i -> true;
      case Indicator.DependencyLatency i -> false;
      case Indicator.DependencyReachable i -> false;
      case Indicator.Journey i -> false;
    };
  }

  private static boolean isOfDependency(Indicator indicator, ComponentKind kind, String name) {
    return switch (indicator) {
      case Indicator.DependencyLatency on ->
          on.kind() == kind && Globs.matches(on.component(), name);
      case Indicator.DependencyReachable on ->
          on.kind() == kind && Globs.matches(on.component(), name);
      case Indicator.Availability i -> false;
      case Indicator.Latency i -> false;
      case Indicator.AuthSuccess i -> false;
      case Indicator.StartupSuccess i -> false;
      case Indicator.Journey i -> false;
    };
  }

  private static Stream<Objective> mostSpecific(List<Objective> ofOneKind) {
    Objective best =
        ofOneKind.stream()
            .reduce((a, b) -> BY_SPECIFICITY.compare(a, b) > 0 ? a : b) // of equals the later
            .orElseThrow();
    return ofOneKind.stream()
        .filter(one -> one.scope().equals(best.scope()))
        .filter(one -> dependencyOf(one).equals(dependencyOf(best)));
  }

  private static String dependencyOf(Objective objective) {
    return switch (objective.indicator()) {
      case Indicator.DependencyLatency on -> on.component();
      case Indicator.DependencyReachable on -> on.component();
      case Indicator.Availability i -> "*";
      case Indicator.Latency i -> "*";
      case Indicator.AuthSuccess i -> "*";
      case Indicator.StartupSuccess i -> "*";
      case Indicator.Journey i -> "*";
    };
  }

  /** Incidents of these components are recorded, and page nobody. */
  public record Silence(Scope scope, Instant from, Instant to, String reason) {}

  /** Symptoms of these components in this time open nothing. */
  public record Maintenance(Scope scope, Instant from, Instant to, String reason) {}

  /**
   * A source of entries that is expected to be heard of.
   *
   * @param source {@code requests}, {@code lines}, {@code system}, {@code sql}, {@code audit},
   *     {@code metrics}
   * @param within how long it may be silent
   */
  public record Expectation(Scope scope, String source, Duration within) {}

  /**
   * How incidents live.
   *
   * @param quiet how long every symptom must be gone before an incident is resolved
   * @param reopen how long after its end a cause that comes back is the same incident
   * @param checkpoints ages at which an open incident is told again with its progress
   */
  public record IncidentRules(Duration quiet, Duration reopen, List<Duration> checkpoints) {

    public static final IncidentRules DEFAULTS =
        new IncidentRules(
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            List.of(Duration.ofHours(2), Duration.ofHours(4), Duration.ofHours(8)));
  }
}
