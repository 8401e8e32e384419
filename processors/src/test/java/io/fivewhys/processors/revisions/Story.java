// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.Announced;
import io.fivewhys.Clock;
import io.fivewhys.ComponentKind;
import io.fivewhys.ContainerSpec;
import io.fivewhys.Control;
import io.fivewhys.EnvVar;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceChanged;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.verdicts.Judgement;
import io.fivewhys.processors.verdicts.Minute;
import io.fivewhys.processors.verdicts.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the services of one project, and what the history makes of it. Times are seconds
 * since {@link #START}; a minute is told when it is over, by one record.
 */
final class Story {

  /** Minutes since the epoch; a whole hour. */
  static final long START = 29_000_040L;

  static final String PROJECT = "acme-prod";
  static final String LOCATION = "us-central1";

  private static final long NANOS = 1_000_000_000L;

  final List<RevisionChange> told = new ArrayList<>();
  final List<Trial> trials = new ArrayList<>();
  final TreeMap<String, byte[]> state = new TreeMap<>();
  private final Settings settings;
  private final SpecResolver resolver;
  Revisions revisions;

  Story() {
    this(Settings.defaults(), SpecResolver.NONE);
  }

  Story(Settings settings, SpecResolver resolver) {
    this.settings = settings;
    this.resolver = resolver;
    this.revisions = fresh();
  }

  private Revisions fresh() {
    return new Revisions(settings, this::judge, resolver, this::write, told::add);
  }

  private void write(String key, byte @Nullable [] value) {
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, value);
    }
  }

  /** A judge who is easily seen through: errors of the new revision alone are its own. */
  private Judgement judge(Trial trial) {
    trials.add(trial);
    double before = rate(trial.old());
    double after = rate(trial.fresh());
    return new Judgement(
        after > before + 0.1 ? Verdict.REGRESSION : Verdict.NO_EFFECT,
        after > before + 0.1 ? "errors_5xx" : null,
        Control.MINUTES_BEFORE,
        requests(trial.old()),
        requests(trial.fresh()),
        before,
        after,
        after - before,
        null,
        null,
        null,
        null,
        null,
        false,
        "for the test",
        null);
  }

  private static double rate(List<Minute> minutes) {
    long errors = minutes.stream().mapToLong(Minute::errors5xx).sum();
    return requests(minutes) == 0 ? 0 : (double) errors / requests(minutes);
  }

  static long requests(List<Minute> minutes) {
    return minutes.stream().mapToLong(Minute::requests).sum();
  }

  /** The process ends, and another takes up what was written. */
  Story restart() {
    revisions = fresh();
    new TreeMap<>(state).forEach((key, value) -> revisions.restore(key, value));
    return this;
  }

  Story tell(List<Object> happenings) {
    happenings.forEach(this::tell);
    return this;
  }

  Story tell(Object happening) {
    if (happening instanceof PlatformEvent event) {
      revisions.accept(event);
    } else {
      revisions.accept((ServiceMinute) happening);
    }
    return this;
  }

  /** Nothing more comes. */
  Story end() {
    revisions.accept(new Clock(PROJECT, 0L, 0L, 1, true));
    return this;
  }

  /** The last record of the change to a revision. */
  @Nullable RevisionChange last(String revision) {
    return told.stream()
        .filter(change -> change.getToRevision().equals(revision))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  List<String> changed() {
    return told.stream().map(RevisionChange::getToRevision).distinct().toList();
  }

  static long micros(double second) {
    return START * KeptMinute.MICROS + Math.round(second * 1e6);
  }

  static PlatformEvent revision(
      double second, String revision, double created, UnaryOperator<RevisionAnnounced> with) {
    RevisionAnnounced body =
        RevisionAnnounced.newBuilder()
            .setAnnounced(Announced.REVISION)
            .setCreatedAt(micros(created) * 1_000)
            .setReady(true)
            .setReadyAt(micros(second) * 1_000)
            .build();
    return event(second, revision, with.apply(body));
  }

  static PlatformEvent revision(double second, String revision, double created) {
    return revision(second, revision, created, body -> body);
  }

  static PlatformEvent failed(double second, String revision, double created) {
    return revision(
        second,
        revision,
        created,
        body -> {
          body.setReady(false);
          body.setReason("HealthCheckContainerError");
          body.setMessage(
              "Ready condition status changed to False for Revision "
                  + revision
                  + " with message: The container failed to start.");
          return body;
        });
  }

  static PlatformEvent serviceGeneration(
      double second, String service, long generation, String operation) {
    RevisionAnnounced body =
        RevisionAnnounced.newBuilder()
            .setAnnounced(Announced.SERVICE)
            .setGeneration(generation)
            .setOperationId(operation)
            .build();
    return event(second, service, "", body);
  }

  static PlatformEvent activity(
      double second, String service, long generationBefore, String tool, int status) {
    ServiceChanged body =
        ServiceChanged.newBuilder()
            .setMethod("google.cloud.run.v1.Services.ReplaceService")
            .setActor("***@acme.test")
            .setTool(tool)
            .setGeneration(generationBefore)
            .setStatusCode(status)
            .build();
    return event(second, service, "", body);
  }

  static PlatformEvent event(double second, String revision, Object body) {
    return event(second, revision.replaceFirst("-\\d{5}-.*|-[a-z]+$", ""), revision, body);
  }

  private static PlatformEvent event(double second, String service, String revision, Object body) {
    return PlatformEvent.newBuilder()
        .setDedupId(0)
        .setEventTime(micros(second) * 1_000)
        .setEntryTime(micros(second) * 1_000)
        .setBody(body)
        .setProject(PROJECT)
        .setLocation(LOCATION)
        .setComponentKind(ComponentKind.CLOUD_RUN_SERVICE)
        .setComponent(service)
        .setRevision(revision)
        .setLogName("cloudaudit.googleapis.com/system_event")
        .build();
  }

  /** Told at the end of the minute. */
  static ServiceMinute minute(
      String revision, long minute, long requests, long errors, SignatureCount... signatures) {
    return ServiceMinute.newBuilder()
        .setProject(PROJECT)
        .setLocation(LOCATION)
        .setService(revision.replaceFirst("-\\d{5}-.*|-[a-z]+$", ""))
        .setRevision(revision)
        .setWindowStart((START + minute) * KeptMinute.MICROS)
        .setClosed(false)
        .setObservedAt((START + minute + 1) * KeptMinute.MICROS)
        .setFirstRequestAt(requests == 0 ? null : (START + minute) * KeptMinute.MICROS + 1_000_000)
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
        .setSignatures(List.of(signatures))
        .build();
  }

  /** Requests in each minute from {@code first} to before {@code end}. */
  static List<Object> serves(String revision, long first, long end, long requests, long errors) {
    List<Object> minutes = new ArrayList<>();
    for (long minute = first; minute < end; minute++) {
      minutes.add(minute(revision, minute, requests, errors));
    }
    return minutes;
  }

  static SignatureCount signature(String id, long count, String text) {
    return new SignatureCount(id, text, count, text);
  }

  static RevisionSpec spec(EnvVar... env) {
    ContainerSpec container =
        ContainerSpec.newBuilder()
            .setName("app")
            .setImage("docker.test/app:1")
            .setEnv(List.of(env))
            .setLimits(Map.of("cpu", "1", "memory", "512Mi"))
            .setPorts(List.of(8080))
            .build();
    return RevisionSpec.newBuilder().setContainers(List.of(container)).build();
  }

  static EnvVar value(String name, String hash) {
    return EnvVar.newBuilder().setName(name).setValueHash(hash).build();
  }

  static EnvVar secret(String name, String secret, String version) {
    return EnvVar.newBuilder().setName(name).setSecret(secret).setSecretVersion(version).build();
  }

  /** All that happened, in the order in which it became known. */
  @SafeVarargs
  static List<Object> inOrder(List<Object>... parts) {
    List<Object> all = new ArrayList<>();
    for (List<Object> part : parts) {
      all.addAll(part);
    }
    all.sort(java.util.Comparator.comparingLong(Story::knownAt));
    return all;
  }

  private static long knownAt(Object happening) {
    return happening instanceof PlatformEvent event
        ? event.getEventTime() / 1_000
        : ((ServiceMinute) happening).getObservedAt();
  }
}
