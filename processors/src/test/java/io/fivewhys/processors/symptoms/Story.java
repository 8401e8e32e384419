// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.ComponentKind;
import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.processors.objectives.Configuration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one project, minute by minute since {@link #START}, and what hurts. A minute is
 * told by one record, when it is over.
 */
final class Story {

  /** Minutes since the epoch; a whole hour. */
  static final long START = 29_000_040L;

  static final String PROJECT = "acme-prod";
  static final String LOCATION = "us-central1";
  static final String SERVICE = "checkout";

  final TreeMap<String, byte[]> state = new TreeMap<>();
  private final Configuration configuration;
  private Symptoms symptoms;

  Story() {
    this(Configuration.DEFAULTS);
  }

  Story(Configuration configuration) {
    this.configuration = configuration;
    this.symptoms = new Symptoms(configuration, PROJECT, this::write);
  }

  private void write(String key, byte @Nullable [] value) {
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, value);
    }
  }

  /** Starts afresh from what was written, in the other order. */
  void restart() {
    List<String> keys = new ArrayList<>(state.keySet());
    keys.sort(Comparator.reverseOrder());
    symptoms = new Symptoms(configuration, PROJECT, this::write);
    keys.forEach(key -> symptoms.restore(key, state.get(key)));
  }

  static ServiceMinute minute(String service, long minute, long requests, long errors) {
    return ServiceMinute.newBuilder()
        .setProject(PROJECT)
        .setLocation(LOCATION)
        .setService(service)
        .setRevision(service + "-00001")
        .setWindowStart((START + minute) * Symptoms.MINUTE)
        .setClosed(true)
        .setObservedAt((START + minute + 1) * Symptoms.MINUTE)
        .setRequests(requests)
        .setErrors5xx(errors)
        .setErrors4xx(0)
        .setErrorsAuth(0)
        .setErrors429(0)
        .setConnections(0)
        .setLatencyHistogram(List.of())
        .setInstances(1)
        .setInstanceStarts(0)
        .setInstanceExits(0)
        .setLateEntries(0)
        .setSignatures(List.of())
        .build();
  }

  static List<LatencyBucket> histogram(double millis, long count) {
    return List.of(new LatencyBucket(LatencyBuckets.of((long) (millis * 1e6)), count));
  }

  Story tell(ServiceMinute minute) {
    symptoms.accept(minute);
    return this;
  }

  /** The same in each minute from one to before another. */
  Story requests(long from, long to, long requests, long errors) {
    for (long minute = from; minute < to; minute++) {
      tell(minute(SERVICE, minute, requests, errors));
    }
    return this;
  }

  Story signal(long minute, SignalKind signal, long count) {
    return signal(minute, signal, null, "", null, count);
  }

  Story signal(
      long minute,
      SignalKind signal,
      @Nullable ComponentKind targetKind,
      String target,
      @Nullable Double p95Millis,
      long count) {
    symptoms.accept(
        SignalMinute.newBuilder()
            .setProject(PROJECT)
            .setLocation(LOCATION)
            .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
            .setComponent(SERVICE)
            .setRevision(SERVICE + "-00001")
            .setWindowStart((START + minute) * Symptoms.MINUTE)
            .setClosed(true)
            .setObservedAt((START + minute + 1) * Symptoms.MINUTE)
            .setSignals(
                List.of(
                    SignalTotal.newBuilder()
                        .setSignal(signal)
                        .setTargetKind(targetKind)
                        .setTarget(target)
                        .setP95Ms(p95Millis)
                        .setCount(count)
                        .setEvidence(List.of())
                        .build()))
            .build());
    return this;
  }

  Story journey(String journey, long from, long to, long good, long total) {
    for (long minute = from; minute < to; minute++) {
      symptoms.accept(journey, (START + minute) * Symptoms.MINUTE, good, total);
    }
    return this;
  }

  /** What hurts at the end of a minute. */
  List<Symptom> after(long minute) {
    return symptoms.at((START + minute + 1) * Symptoms.MINUTE - 1);
  }

  List<Symptom.Rule> rulesAfter(long minute) {
    return after(minute).stream().map(Symptom::rule).toList();
  }

  /** Minute of the story in which a symptom began. */
  static long since(Symptom symptom) {
    return symptom.since() / Symptoms.MINUTE - START;
  }
}
