// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The services that an incident names: what shows the symptom, what is to blame, what suffers. An
 * incident names no location, so a service of that name counts wherever it runs.
 */
record IncidentServices(String project, SortedSet<String> names) {

  static IncidentServices of(Escalation incident) {
    SortedSet<String> names = new TreeSet<>();
    Stream.concat(
            Stream.of(incident.getSymptom().getComponent(), incident.getRootCause().getComponent()),
            incident.getAffected().stream())
        .filter(component -> component.getKind() == ComponentKind.CLOUD_RUN_SERVICE)
        .map(Component::getName)
        .forEach(names::add);
    return new IncidentServices(incident.getProject(), names);
  }

  boolean contains(ServiceKey service) {
    return project.equals(service.project()) && names.contains(service.service());
  }
}
