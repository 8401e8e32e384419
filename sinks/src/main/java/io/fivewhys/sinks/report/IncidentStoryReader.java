// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.sinks.report.DependencyGraph.Place;
import io.fivewhys.sinks.report.DependencyGraph.Said;
import io.fivewhys.sinks.report.Trends.Row;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one incident with what happened around it. */
record IncidentStoryReader(WarehouseReader reader) {

  /** Minutes before it began and after it ended. */
  static final int AROUND = 30;

  /** Slots of a series: two hours by the minute. */
  static final int MAX_SLOTS = 240;

  private static final int MAX_SERVICES = 12;
  private static final int MAX_DEPLOYS = 50;

  private static final String SERVICES =
      """
      SELECT DISTINCT project, location, service FROM {dataset}.service_minutes
      WHERE window_start >= ? AND window_start < ? AND project = ?
      ORDER BY 1, 2, 3
      """;

  private static final String SAID =
      """
      SELECT caller, component_kind, component, signal, SUM(count) AS total
      FROM {dataset}.dependency_minutes
      WHERE window_start >= ? AND window_start < ? AND project = ? AND caller <> ''
        AND component <> ''
      GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      """;

  /**
   * @param range around the incident, in whole slots
   * @param steps in the order in which they came; never empty
   * @param deploys of the services it names
   */
  record Story(
      Range range,
      int step,
      List<Escalation> steps,
      List<ServiceTrend> series,
      List<Deploy> deploys,
      DependencyGraph graph) {}

  /** Empty where there is no incident of that id. */
  Optional<Story> read(String id, Extent extent, Instant since) {
    List<Escalation> steps = new IncidentReader(reader).steps(id, since);
    return steps.isEmpty() ? Optional.empty() : Optional.of(story(steps, extent));
  }

  private Story story(List<Escalation> steps, Extent extent) {
    Escalation latest = steps.getLast();
    Range range = around(latest, extent);
    int step = range.step(MAX_SLOTS);
    List<ServiceKey> services = services(latest, range);
    return new Story(
        range,
        step,
        steps,
        services.stream().limit(MAX_SERVICES).map(key -> trend(key, range, step)).toList(),
        new DeploysReader(reader)
            .newest(range, MAX_DEPLOYS * 4).stream()
                .filter(deploy -> services.contains(deploy.key()))
                .limit(MAX_DEPLOYS)
                .toList(),
        DependencyGraph.of(latest, said(latest.getProject(), range)));
  }

  /** An incident that is not over goes on to the end of what there is. */
  private static Range around(Escalation incident, Extent extent) {
    Long began = incident.getBeganAt();
    Long resolved = incident.getResolvedAt();
    long from = minute(began == null ? incident.getOpenedAt() : began);
    boolean over = incident.getStatus() == IncidentStatus.RESOLVED;
    long to =
        over
            ? minute(resolved == null ? incident.getObservedAt() : resolved)
            : Math.max(extent.range().to(), minute(incident.getObservedAt()));
    return new Range(from - AROUND, Math.max(from, to) + (over ? AROUND : 1));
  }

  private List<ServiceKey> services(Escalation incident, Range range) {
    IncidentServices named = IncidentServices.of(incident);
    List<ServiceKey> services = new ArrayList<>();
    for (WarehouseRow row :
        reader.rows(SERVICES, range.start(), range.end(), incident.getProject())) {
      if (named.contains(ServiceKey.of(row))) {
        services.add(ServiceKey.of(row));
      }
    }
    return List.copyOf(services);
  }

  private ServiceTrend trend(ServiceKey key, Range range, int step) {
    List<Row> slots = new ServiceReader(reader).slots(key, range, step);
    return Trends.of(slots, List.of(), List.of(), Map.of()).getFirst();
  }

  private List<Said> said(String project, Range range) {
    return reader.rows(SAID, range.start(), range.end(), project).stream()
        .map(row ->
            new Said(
                Place.service(row.text("caller")),
                new Place(row.text("component_kind"), row.text("component")),
                row.text("signal"),
                row.number("total")))
        .toList();
  }

  private static long minute(long micros) {
    return Math.floorDiv(micros, 60_000_000L);
  }
}
