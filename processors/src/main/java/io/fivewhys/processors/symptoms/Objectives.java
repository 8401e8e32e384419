// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which conditions the objectives of a project make for which component. */
final class Objectives {

  private final Configuration configuration;
  private final String project;
  private final List<Objective> dependencies;

  Objectives(Configuration configuration, String project) {
    this.configuration = configuration;
    this.project = project;
    this.dependencies =
        configuration.objectives().stream()
            .filter(objective -> Dependencies.kindOf(objective) != null)
            .toList();
  }

  List<Condition> conditionsOf(ComponentName name) {
    if (name.kind() == ComponentKind.CLOUD_RUN_SERVICE) {
      return serviceConditions(name);
    }
    List<Condition> conditions = new ArrayList<>();
    for (Objective objective : configuration.objectives()) {
      if (objective.indicator() instanceof Indicator.Journey
          && name.kind() == ComponentKind.OTHER
          && objective.name().equals(name.component())) {
        conditions.add(ShareCondition.journey(objective));
      } else if (Dependencies.concerns(objective, name)) {
        conditions.add(Dependencies.condition(objective));
      }
    }
    return conditions;
  }

  private List<Condition> serviceConditions(ComponentName name) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(ShareCondition.throttled());
    conditions.add(ShareCondition.timeouts());
    conditions.add(new MemoryCondition());
    conditions.add(new TrafficCondition());
    Objective availability = last(Indicator.Availability.class, name);
    if (availability != null) {
      conditions.add(ShareCondition.errors(availability));
    }
    Objective auth = last(Indicator.AuthSuccess.class, name);
    if (auth != null) {
      conditions.add(ShareCondition.auth(auth));
    }
    Objective startup = last(Indicator.StartupSuccess.class, name);
    if (startup != null) {
      conditions.add(new StartupCondition(startup.name(), startup.target()));
    }
    List<Objective> latencies = latencies(name);
    latencies.forEach(objective -> conditions.add(ShareCondition.latency(objective)));
    if (latencies.isEmpty()) {
      conditions.add(new SlowdownCondition());
    }
    return conditions;
  }

  /** The last one that matches: what is said later is more specific. */
  private @Nullable Objective last(Class<? extends Indicator> indicator, ComponentName name) {
    Objective last = null;
    for (Objective objective : configuration.objectives()) {
      if (indicator.isInstance(objective.indicator()) && matches(objective, name)) {
        last = objective;
      }
    }
    return last;
  }

  List<Objective> latencies(ComponentName name) {
    return configuration.objectives().stream()
        .filter(objective -> objective.indicator() instanceof Indicator.Latency)
        .filter(objective -> matches(objective, name))
        .toList();
  }

  private boolean matches(Objective objective, ComponentName name) {
    return objective.scope().matches(project, name.location(), name.component());
  }

  /** Objectives on dependencies of whoever speaks; a dependency speaks for all its callers. */
  List<Objective> dependencies(ComponentName speaker) {
    return dependencies.stream()
        .filter(objective ->
            speaker.kind() != ComponentKind.CLOUD_RUN_SERVICE || matches(objective, speaker))
        .toList();
  }

  /**
   * @param at microseconds
   */
  boolean inMaintenance(Symptom symptom, long at) {
    for (Configuration.Maintenance each : configuration.maintenances()) {
      if (each.scope().matches(project, symptom.location(), symptom.component())
          && micros(each.from()) <= at
          && at < micros(each.to())) {
        return true;
      }
    }
    return false;
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
