// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.Announced;
import io.fivewhys.ComponentKind;
import io.fivewhys.Evidence;
import io.fivewhys.LatencyBucket;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.contract.LatencyBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Minutes of a project with many services: all of them have requests, some single errors and some
 * slow statements; from a minute on, the first of them fail, each for a reason of its own.
 */
final class SimulatedProject {

  private static final long MINUTE = 60_000_000L;
  private static final int BUCKETS = 12;
  private static final int TRACES = 16;

  private final int failing;
  private final int failsFrom;
  private final SplittableRandom random;

  /**
   * @param failing how many services fail
   * @param failsFrom the minute in which they begin to
   */
  SimulatedProject(int failing, int failsFrom, long seed) {
    this.failing = failing;
    this.failsFrom = failsFrom;
    this.random = new SplittableRandom(seed);
  }

  private static String name(int service) {
    return "service-%05d".formatted(service);
  }

  private static String revision(int service) {
    return name(service) + "-00042-abc";
  }

  private boolean fails(int service, int minute) {
    return service < failing && minute >= failsFrom;
  }

  ServiceMinute counts(int service, int minute, long epochMinute, long observedAt) {
    long requests = 60 + random.nextInt(60);
    long errors = fails(service, minute) ? requests / 3 : random.nextInt(50) == 0 ? 1 : 0;
    List<LatencyBucket> histogram = new ArrayList<>();
    int first = LatencyBuckets.of(40_000_000L);
    for (int i = 0; i < BUCKETS; i++) {
      histogram.add(new LatencyBucket(first + 10 * i, requests / BUCKETS));
    }
    return ServiceMinute.newBuilder()
        .setProject("bench")
        .setLocation("us-central1")
        .setService(name(service))
        .setRevision(revision(service))
        .setWindowStart(epochMinute * MINUTE)
        .setClosed(true)
        .setObservedAt(observedAt)
        .setRequests(requests)
        .setErrors5xx(errors)
        .setErrors4xx(0)
        .setErrorsAuth(0)
        .setErrors429(0)
        .setErrorRate((double) errors / requests)
        .setConnections(0)
        .setP50Ms(80.0)
        .setP90Ms(100.0)
        .setP95Ms(120.0)
        .setP99Ms(130.0)
        .setLatencyHistogram(histogram)
        .setInstances(2)
        .setInstanceStarts(0)
        .setInstanceExits(0)
        .setLateEntries(0)
        .setSignatures(List.of())
        .build();
  }

  /** Each has samples of traces; what it says depends on how it is. */
  SignalMinute said(int service, int minute, long epochMinute, long observedAt) {
    boolean fails = fails(service, minute);
    List<SignalTotal> signals = new ArrayList<>();
    if (fails) {
      signals.add(total(SignalKind.HTTP_5XX, null, "", 30, epochMinute));
      switch (service % 4) {
        case 0 ->
            signals.add(
                total(
                    SignalKind.SQL_CONNECT_TIMEOUT,
                    ComponentKind.CLOUD_SQL_INSTANCE,
                    "db-%05d".formatted(service),
                    25,
                    epochMinute));
        case 1 ->
            signals.add(
                total(
                    SignalKind.CALL_FAILED,
                    ComponentKind.OTHER,
                    "api-%d.partner.example".formatted(service),
                    25,
                    epochMinute));
        case 2 ->
            signals.add(
                total(
                    SignalKind.REDIS_TIMEOUT,
                    ComponentKind.REDIS_INSTANCE,
                    "10.0.%d.%d:6379".formatted(service / 256, service % 256),
                    25,
                    epochMinute));
        default -> {
          // Nothing that it logs says why.
        }
      }
    } else if (random.nextInt(20) == 0) {
      signals.add(
          total(
              SignalKind.SQL_SLOW,
              ComponentKind.CLOUD_SQL_INSTANCE,
              "db-%05d".formatted(service),
              1,
              epochMinute));
    } else if (random.nextInt(50) == 0) {
      signals.add(total(SignalKind.HTTP_5XX, null, "", 1, epochMinute));
    }
    return SignalMinute.newBuilder()
        .setProject("bench")
        .setLocation("us-central1")
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent(name(service))
        .setRevision(revision(service))
        .setWindowStart(epochMinute * MINUTE)
        .setClosed(true)
        .setObservedAt(observedAt)
        .setSignals(signals)
        .setTraces(traces())
        .setFailedTraces(fails ? traces() : List.of())
        .build();
  }

  private SignalTotal total(
      SignalKind kind,
      @Nullable ComponentKind targetKind,
      String target,
      long count,
      long epochMinute) {
    List<Evidence> evidence = new ArrayList<>();
    for (int i = 0; i < Math.min(3, count); i++) {
      evidence.add(
          new Evidence(
              "run.googleapis.com/stderr",
              Long.toHexString(random.nextLong()),
              epochMinute * MINUTE + i,
              "could not do what it was asked to: " + target + " did not answer in time"));
    }
    return new SignalTotal(kind, targetKind, target, count, null, evidence);
  }

  private List<Long> traces() {
    return random.longs(TRACES).sorted().boxed().toList();
  }

  PlatformEvent spec(int service, long timeNanos) {
    return PlatformEvent.newBuilder()
        .setDedupId(service)
        .setEventTime(timeNanos)
        .setEntryTime(timeNanos)
        .setBody(
            RevisionAnnounced.newBuilder()
                .setAnnounced(Announced.REVISION)
                .setSpec(
                    RevisionSpec.newBuilder()
                        .setConnector("connector-" + service % 10)
                        .setSqlInstances(List.of("bench:us-central1:db-%05d".formatted(service)))
                        .build())
                .build())
        .setProject("bench")
        .setLocation("us-central1")
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent(name(service))
        .setRevision(revision(service))
        .setLogName("cloudaudit.googleapis.com/system_event")
        .build();
  }
}
