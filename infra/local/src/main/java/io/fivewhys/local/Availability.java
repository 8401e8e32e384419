// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.sinks.report.ServiceObjectives;

/** What {@code fivewhys.yaml} wants of a service's requests, as the report asks for it. */
public record Availability(Configuration configuration) implements ServiceObjectives {

  /** Of several objectives the strictest: its budget is the first to go. */
  @Override
  public double availability(String project, String location, String service) {
    return configuration.objectivesOf(project, location, service).stream()
        .filter(objective -> objective.indicator() instanceof Indicator.Availability)
        .mapToDouble(Objective::target)
        .max()
        .orElseGet(() -> ServiceObjectives.DEFAULT.availability(project, location, service));
  }
}
