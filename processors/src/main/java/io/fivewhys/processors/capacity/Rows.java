// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.CapacityResource;
import io.fivewhys.CapacitySample;
import io.fivewhys.CapacityShare;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The rows of one hour that is over: what was measured, and what was known to limit it by then. */
final class Rows {

  /** Time that one request at a time takes of a minute, in the unit of {@link Measure#BUSY}. */
  private static final double MINUTE_MICROS = 60_000_000;

  private static final DoubleBinaryOperator LATTER = (one, other) -> other;

  private static final Comparator<CapacitySample> ORDER =
      Comparator.comparing(CapacitySample::getComponentKind)
          .thenComparing(CapacitySample::getComponent)
          .thenComparing(CapacitySample::getLocation)
          .thenComparing(CapacitySample::getResource);

  /** One component's readings against one limit. */
  private record Found(CapacityResource resource, Values values, Limit limit) {}

  private final String project;
  private final Hour hour;

  /** Nanoseconds. */
  private final long end;

  private final Configured configured;
  private final TreeMap<Subject, Specs> services;
  private final Ledger ledger;

  /**
   * @param end of the hour, nanoseconds
   */
  Rows(
      String project,
      Hour hour,
      long end,
      Configured configured,
      TreeMap<Subject, Specs> services,
      Ledger ledger) {
    this.project = project;
    this.hour = hour;
    this.end = end;
    this.configured = configured;
    this.services = services;
    this.ledger = ledger;
  }

  /**
   * @param startMicros begin of the hour
   */
  List<CapacitySample> of(long startMicros, long observedMicros) {
    List<CapacitySample> rows = new ArrayList<>();
    for (Subject subject : hour.measured.keySet()) {
      for (Found found : found(subject)) {
        rows.add(row(subject, found, List.of(), startMicros, observedMicros));
      }
    }
    for (Subject database : ledger.databases()) {
      List<CapacityShare> shares = ledger.shares(database);
      double sum = shares.stream().mapToDouble(CapacityShare::getAmount).sum();
      Values values = new Values(sum, sum, shares.size());
      Limit limit = SqlLimits.connections(told(database));
      rows.add(
          row(
              database,
              new Found(CapacityResource.SQL_CONNECTION_BUDGET, values, limit),
              shares,
              startMicros,
              observedMicros));
    }
    rows.sort(ORDER);
    return rows;
  }

  private List<Found> found(Subject subject) {
    return switch (subject.kind()) {
      case CLOUD_RUN_SERVICE -> ofService(subject);
      case VPC_CONNECTOR -> ofConnector(subject);
      case CLOUD_SQL_INSTANCE -> ofDatabase(subject);
      case OTHER, REDIS_INSTANCE, SECRET, LOAD_BALANCER -> List.of();
    };
  }

  private List<Found> ofService(Subject service) {
    Spec spec = servingSpec(service);
    List<Found> found = new ArrayList<>();
    add(
        found,
        CapacityResource.INSTANCES,
        hour.minutes(service, LATTER, Measure.HEARD, Measure.COUNTED),
        spec == null ? Limit.UNKNOWN : spec.instancesLimit());
    SortedMap<Integer, Double> busy = hour.minutes(service, LATTER, Measure.BUSY);
    if (!busy.isEmpty()) {
      found.add(
          new Found(
              CapacityResource.CONCURRENT_REQUESTS,
              Values.of(busy.values()).dividedBy(MINUTE_MICROS),
              spec == null ? Limit.UNKNOWN : spec.concurrencyLimit()));
    }
    add(
        found,
        CapacityResource.MEMORY_EXITS,
        hour.minutes(service, LATTER, Measure.EXITS),
        Limit.UNKNOWN);
    utilization(
        found,
        service,
        spec == null ? Limit.of(1, "all of its memory") : spec.shareLimit("memory"),
        spec == null ? Limit.of(1, "all of its cpu") : spec.shareLimit("cpu"));
    return found;
  }

  private List<Found> ofConnector(Subject connector) {
    SortedMap<String, String> told = told(connector);
    List<Found> found = new ArrayList<>();
    add(
        found,
        CapacityResource.CONNECTOR_INSTANCES,
        hour.minutes(connector, LATTER, Measure.CONNECTOR_INSTANCES),
        ConnectorLimits.instances(told));
    add(
        found,
        CapacityResource.CONNECTOR_CPU,
        hour.minutes(connector, LATTER, Measure.CONNECTOR_CPU),
        Limit.of(1, "all of its cpu"));
    // What goes one way does not wait for what goes the other.
    add(
        found,
        CapacityResource.CONNECTOR_THROUGHPUT,
        hour.minutes(connector, Math::max, Measure.SENT, Measure.RECEIVED),
        ConnectorLimits.throughput(told));
    return found;
  }

  private List<Found> ofDatabase(Subject database) {
    List<Found> found = new ArrayList<>();
    SortedMap<Integer, Double> connections =
        hour.minutes(database, Math::max, Measure.BACKENDS, Measure.CONNECTIONS);
    Limit limit = SqlLimits.connections(told(database));
    SortedMap<Integer, Double> refused = hour.minutes(database, LATTER, Measure.REFUSED);
    Double most = limit.value();
    if (most == null && !refused.isEmpty() && !connections.isEmpty()) {
      limit = Limit.of(Values.of(connections.values()).peak(), "what it had when slots ran out");
    } else if (most != null) {
      // The metric looks once a minute; who was turned away knows better.
      refused.keySet().forEach(minute -> connections.merge(minute, most, Math::max));
    }
    add(found, CapacityResource.SQL_CONNECTIONS, connections, limit);
    utilization(found, database, Limit.of(1, "all of its memory"), Limit.of(1, "all of its cpu"));
    return found;
  }

  private void utilization(List<Found> found, Subject subject, Limit memory, Limit cpu) {
    add(found, CapacityResource.MEMORY, hour.minutes(subject, LATTER, Measure.MEMORY), memory);
    add(found, CapacityResource.CPU, hour.minutes(subject, LATTER, Measure.CPU), cpu);
  }

  private static void add(
      List<Found> found,
      CapacityResource resource,
      SortedMap<Integer, Double> minutes,
      Limit limit) {
    if (!minutes.isEmpty()) {
      found.add(new Found(resource, Values.of(minutes.values()), limit));
    }
  }

  /** Of the revision that had requests last, else of the latest that is ready. */
  private @Nullable Spec servingSpec(Subject service) {
    Specs specs = services.get(service);
    String revision = hour.serving(service);
    if (specs == null) {
      return null;
    }
    return revision == null ? specs.latestReady(end) : specs.of(revision);
  }

  private SortedMap<String, String> told(Subject subject) {
    return configured.values(subject, end);
  }

  private CapacitySample row(
      Subject subject,
      Found found,
      List<CapacityShare> shares,
      long startMicros,
      long observedMicros) {
    return new CapacitySample(
        project,
        location(subject),
        subject.kind(),
        subject.name(),
        found.resource(),
        startMicros,
        observedMicros,
        found.values().peak(),
        found.values().mean(),
        (long) found.values().samples(),
        found.limit().value(),
        found.limit().from(),
        shares);
  }

  private String location(Subject subject) {
    String region = ledger.region(subject);
    return region == null || region.isEmpty()
        ? subject.location().isEmpty()
            ? told(subject).getOrDefault(Capacity.REGION, "")
            : subject.location()
        : region;
  }

  /** Services of which a revision may open connections, with those revisions. */
  static Ledger ledger(
      String project,
      int assumedPool,
      Hour hour,
      long end,
      Configured configured,
      TreeMap<Subject, Specs> services) {
    Ledger ledger = new Ledger(project, assumedPool);
    services.forEach((service, specs) -> {
      Spec latest = specs.latestReady(end);
      long deleted = configured.since(service, Capacity.DELETED, end);
      if (latest == null || latest.announcedAt() <= deleted) {
        return;
      }
      TreeSet<Spec> counting = new TreeSet<>(List.of(latest));
      TreeSet<String> names = new TreeSet<>(hour.served(service));
      names.addAll(Capacity.pinned(configured.value(service, Capacity.TRAFFIC, end)));
      for (String name : names) {
        Spec spec = specs.of(name);
        if (spec != null) {
          counting.add(spec);
        }
      }
      ledger.add(service, counting);
    });
    return ledger;
  }
}
