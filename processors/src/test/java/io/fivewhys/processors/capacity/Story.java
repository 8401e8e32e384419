// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.Announced;
import io.fivewhys.CapacityResource;
import io.fivewhys.CapacitySample;
import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Evidence;
import io.fivewhys.LatencyBucket;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.TrafficTarget;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One project's hours from 2025-02-19T05:00Z on, told in minutes, and what becomes of them. */
final class Story {

  static final String PROJECT = "acme-prod";
  static final String REGION = "europe-west1";
  static final String DATABASE = PROJECT + ':' + REGION + ":pg1";

  private static final long MINUTE = 60_000_000L;
  static final long HOUR = 60 * MINUTE;
  static final long T0 = 483_000 * HOUR;

  final TreeMap<String, byte[]> state = new TreeMap<>();
  final List<CapacitySample> rows = new ArrayList<>();
  private final Settings settings;
  private Capacity capacity;

  Story() {
    this(Settings.defaults());
  }

  Story(Settings settings) {
    this.settings = settings;
    this.capacity = begun();
  }

  private Capacity begun() {
    return new Capacity(
        PROJECT,
        settings,
        (key, value) -> {
          if (value == null) {
            state.remove(key);
          } else {
            state.put(key, value);
          }
        },
        rows::add);
  }

  /** As a process that has nothing but what was kept. */
  void restart() {
    capacity = begun();
    new TreeMap<>(state).forEach((key, value) -> capacity.restore(StateKey.parts(key), value));
  }

  private void take(Object observation) {
    switch (observation) {
      case ServiceMinute minute -> capacity.accept(minute);
      case SignalMinute minute -> capacity.accept(minute);
      case PlatformEvent event -> capacity.accept(event);
      case io.fivewhys.Clock clock -> capacity.accept(clock);
      default -> throw new IllegalArgumentException("no observation: " + observation);
    }
  }

  Story tell(Object... observations) {
    for (Object observation : observations) {
      take(observation);
    }
    return this;
  }

  /** Rows of a resource, all hours closed. */
  List<CapacitySample> end(CapacityResource resource) {
    tell(silence(Long.MAX_VALUE));
    return rows.stream().filter(row -> row.getResource() == resource).toList();
  }

  CapacitySample only(CapacityResource resource) {
    List<CapacitySample> found = end(resource);
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " rows of " + resource + ": " + rows);
    }
    return found.get(0);
  }

  static io.fivewhys.Clock silence(long nowMillis) {
    return new io.fivewhys.Clock(PROJECT, 0L, nowMillis, 1, true);
  }

  static io.fivewhys.Clock reached(int minute) {
    return new io.fivewhys.Clock(PROJECT, at(minute) * 1_000, 0L, 1, false);
  }

  static long at(int minute) {
    return T0 + minute * MINUTE;
  }

  static ServiceMinute served(int minute, String revision, long instances, long requests) {
    return served(minute, revision, instances, requests, 100);
  }

  static ServiceMinute served(
      int minute, String revision, long instances, long requests, double millis) {
    return ServiceMinute.newBuilder()
        .setProject(PROJECT)
        .setLocation(REGION)
        .setService(revision.substring(0, revision.lastIndexOf('-')))
        .setRevision(revision)
        .setWindowStart(at(minute))
        .setClosed(true)
        .setObservedAt(at(minute + 6))
        .setRequests(requests)
        .setErrors5xx(0)
        .setErrors4xx(0)
        .setErrorsAuth(0)
        .setErrors429(0)
        .setConnections(0)
        .setLatencyHistogram(
            requests == 0
                ? List.of()
                : List.of(
                    new LatencyBucket(LatencyBuckets.of((long) (millis * 1_000_000)), requests)))
        .setInstances(instances)
        .setInstanceStarts(0)
        .setInstanceExits(0)
        .setLateEntries(0)
        .setSignatures(List.of())
        .build();
  }

  static SignalMinute said(
      int minute, ComponentKind kind, String component, SignalKind signal, long count) {
    return said(minute, kind, component, signal, null, "", count, "");
  }

  static SignalMinute said(
      int minute,
      ComponentKind kind,
      String component,
      SignalKind signal,
      @Nullable ComponentKind targetKind,
      String target,
      long count,
      String excerpt) {
    List<Evidence> evidence =
        excerpt.isEmpty() ? List.of() : List.of(new Evidence("l", "i", at(minute), excerpt));
    return SignalMinute.newBuilder()
        .setProject(PROJECT)
        .setLocation(REGION)
        .setComponentKind(kind)
        .setComponent(component)
        .setRevision("")
        .setWindowStart(at(minute))
        .setClosed(true)
        .setObservedAt(at(minute + 6))
        .setSignals(List.of(new SignalTotal(signal, targetKind, target, count, null, evidence)))
        .build();
  }

  static RevisionSpec spec() {
    return RevisionSpec.newBuilder().build();
  }

  static RevisionSpec spec(@Nullable Integer maxScale, @Nullable Integer pool, String... from) {
    return RevisionSpec.newBuilder()
        .setMaxScale(maxScale)
        .setSqlInstances(List.of(DATABASE))
        .setPoolSize(pool)
        .setPoolSizeFrom(List.of(from))
        .build();
  }

  static PlatformEvent announced(int minute, String revision, RevisionSpec spec) {
    return announced(minute, revision, spec, true);
  }

  static PlatformEvent announced(int minute, String revision, RevisionSpec spec, boolean ready) {
    return event(
        minute,
        ComponentKind.CLOUD_RUN_SERVICE,
        revision.substring(0, revision.lastIndexOf('-')),
        revision,
        RevisionAnnounced.newBuilder()
            .setAnnounced(Announced.REVISION)
            .setReady(ready)
            .setCreatedAt(at(minute) * 1_000)
            .setSpec(spec)
            .build());
  }

  /** The service says which revisions take its traffic. */
  static PlatformEvent traffic(int minute, String service, String... revisions) {
    List<TrafficTarget> targets = new ArrayList<>();
    for (String revision : revisions) {
      targets.add(new TrafficTarget(revision, 100, null));
    }
    return event(
        minute,
        ComponentKind.CLOUD_RUN_SERVICE,
        service,
        "",
        RevisionAnnounced.newBuilder()
            .setAnnounced(Announced.SERVICE)
            .setReady(true)
            .setTraffic(targets)
            .build());
  }

  static PlatformEvent connector(int minute, String method, Map<String, String> details) {
    return event(
        minute,
        ComponentKind.VPC_CONNECTOR,
        "app-connector",
        "",
        ConfigurationChange.newBuilder()
            .setKind(ConfigurationKind.CONNECTOR)
            .setMethod("google.cloud.vpcaccess.v1.VpcAccessService." + method)
            .setResource("")
            .setDetails(details)
            .build());
  }

  static PlatformEvent database(int minute, int status, Map<String, String> details) {
    return event(
        minute,
        ComponentKind.CLOUD_SQL_INSTANCE,
        "pg1",
        "",
        ConfigurationChange.newBuilder()
            .setKind(ConfigurationKind.SQL_INSTANCE)
            .setMethod("cloudsql.instances.update")
            .setResource("")
            .setStatusCode(status)
            .setDetails(details)
            .build());
  }

  static PlatformEvent metric(
      int minute, ComponentKind kind, String component, String metric, double value) {
    return metric(minute, kind, component, "", metric, value, Map.of());
  }

  static PlatformEvent metric(
      int minute,
      ComponentKind kind,
      String component,
      String revision,
      String metric,
      double value,
      Map<String, String> labels) {
    return event(minute, kind, component, revision, new MetricSample(metric, value, labels));
  }

  private static PlatformEvent event(
      int minute, ComponentKind kind, String component, String revision, Object body) {
    PlatformEvent event = new PlatformEvent();
    event.setEventTime(at(minute) * 1_000);
    event.setEntryTime(event.getEventTime());
    event.setProject(PROJECT);
    event.setLocation(REGION);
    event.setComponentKind(kind);
    event.setComponent(component);
    event.setRevision(revision);
    event.setLogName("");
    event.setInsertId("");
    event.setLabels(Map.of());
    event.setBody(body);
    return event;
  }
}
