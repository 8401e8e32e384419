// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.FieldChange;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Signal;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.Verdict;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one project, told to a board, and what is made of it. Minutes are counted from
 * {@link #START}; trouble begins at {@link #BAD} and is looked at at {@link #NOW}, unless a test
 * says otherwise.
 */
final class Story {

  /** Minutes since the epoch; a whole hour. */
  static final long START = 29_000_040L;

  static final long BAD = 60;
  static final long NOW = 64;

  static final String PROJECT = "acme-prod";
  static final String LOCATION = "us-central1";
  static final String DATABASE = "orders-db";

  final Board board = new Board(PROJECT);
  private final TreeMap<Place, Trouble> troubles = new TreeMap<>();
  private final TreeMap<String, SignalMinute> heard = new TreeMap<>();
  private long entries;

  static Place service(String name) {
    return Place.service(LOCATION, name);
  }

  static Place database(String name) {
    return Scene.database(name);
  }

  static long micros(double minute) {
    return Math.round((START + minute) * 60e6);
  }

  /** The first revision of a service; a deploy makes the second. */
  static String first(String service) {
    return service + "-00001";
  }

  static String second(String service) {
    return service + "-00002";
  }

  /** An hour without a fault, then failures until now; with the symptom of it. */
  Story fails(String service, long requests, long errors) {
    return serves(service, 0, BAD, requests, 0)
        .serves(service, BAD, NOW + 1, requests, errors)
        .hurts(service, Symptom.Rule.ERRORS);
  }

  /** An hour and more without a fault. */
  Story isWell(String service) {
    return serves(service, 0, NOW + 1, 100, 0);
  }

  /** The first revision answers so many requests in each minute from one to before another. */
  Story serves(String service, long from, long to, long requests, long errors) {
    return serves(first(service), service, from, to, requests, errors, 0, 0);
  }

  Story serves(
      String revision,
      String service,
      long from,
      long to,
      long requests,
      long errors,
      long rejected,
      long turnedAway) {
    for (long minute = from; minute < to; minute++) {
      board.accept(
          ServiceMinute.newBuilder()
              .setProject(PROJECT)
              .setLocation(LOCATION)
              .setService(service)
              .setRevision(revision)
              .setWindowStart(micros(minute))
              .setClosed(true)
              .setObservedAt(micros(minute + 1))
              .setRequests(requests)
              .setErrors5xx(errors)
              .setErrors4xx(rejected)
              .setErrorsAuth(rejected)
              .setErrors429(turnedAway)
              .setP50Ms(50.0)
              .setConnections(0)
              .setLatencyHistogram(List.of())
              .setInstances(1)
              .setInstanceStarts(0)
              .setInstanceExits(0)
              .setLateEntries(0)
              .setSignatures(List.of())
              .build());
    }
    return this;
  }

  /** The first revision says of itself, in each bad minute. */
  Story says(String service, SignalKind kind, long count) {
    return says(first(service), service, BAD, NOW + 1, kind, null, "", count, null);
  }

  Story says(String service, SignalKind kind, ComponentKind of, String target, long count) {
    return says(first(service), service, BAD, NOW + 1, kind, of, target, count, null);
  }

  Story says(
      String revision,
      String service,
      long from,
      long to,
      SignalKind kind,
      @Nullable ComponentKind of,
      String target,
      long count,
      @Nullable Double p95Millis) {
    for (long minute = from; minute < to; minute++) {
      hear(
          ComponentKind.CLOUD_RUN_SERVICE,
          LOCATION,
          service,
          revision,
          minute,
          total(kind, of, target, count, p95Millis, minute));
    }
    return this;
  }

  /** A database in its own log. */
  Story databaseSays(long from, long to, SignalKind kind, long count) {
    for (long minute = from; minute < to; minute++) {
      SignalTotal total = total(kind, null, "", count, null, minute);
      hear(ComponentKind.CLOUD_SQL_INSTANCE, "", DATABASE, "", minute, total);
    }
    return this;
  }

  /** Samples of the traces of failed requests, in the bad minutes. */
  Story failedTraces(String service, Long... traces) {
    for (long minute = BAD; minute <= NOW; minute++) {
      SignalMinute told =
          told(ComponentKind.CLOUD_RUN_SERVICE, LOCATION, service, first(service), minute);
      told.setFailedTraces(List.of(traces));
      board.accept(told);
    }
    return this;
  }

  /** The same, of requests that began at a time. */
  Story failedTracesAt(String service, long start, Long... traces) {
    for (long minute = BAD; minute <= NOW; minute++) {
      SignalMinute told =
          told(ComponentKind.CLOUD_RUN_SERVICE, LOCATION, service, first(service), minute);
      told.setFailedTraces(List.of(traces));
      told.setFailedStarts(java.util.Collections.nCopies(traces.length, start));
      board.accept(told);
    }
    return this;
  }

  Story traces(String service, Long... traces) {
    for (long minute = BAD - 5; minute <= NOW; minute++) {
      SignalMinute told =
          told(ComponentKind.CLOUD_RUN_SERVICE, LOCATION, service, first(service), minute);
      told.setTraces(List.of(traces));
      board.accept(told);
    }
    return this;
  }

  private SignalTotal total(
      SignalKind kind,
      @Nullable ComponentKind of,
      String target,
      long count,
      @Nullable Double p95Millis,
      long minute) {
    String id = "entry-" + ++entries;
    Evidence evidence = new Evidence("projects/x/logs/y", id, micros(minute), kind + " " + target);
    return new SignalTotal(kind, of, target, count, p95Millis, List.of(evidence));
  }

  private void hear(
      ComponentKind kind,
      String location,
      String component,
      String revision,
      long minute,
      SignalTotal total) {
    SignalMinute told = told(kind, location, component, revision, minute);
    List<SignalTotal> all = new ArrayList<>(told.getSignals());
    all.add(total);
    told.setSignals(all);
    board.accept(told);
  }

  /** A minute's record holds all that was said in it. */
  private SignalMinute told(
      ComponentKind kind, String location, String component, String revision, long minute) {
    return heard.computeIfAbsent(
        kind + "/" + component + "/" + revision + "/" + minute,
        key ->
            SignalMinute.newBuilder()
                .setProject(PROJECT)
                .setLocation(location)
                .setComponentKind(kind)
                .setComponent(component)
                .setRevision(revision)
                .setWindowStart(micros(minute))
                .setClosed(true)
                .setObservedAt(micros(minute + 1))
                .setSignals(List.of())
                .build());
  }

  Story spec(String service, UnaryOperator<RevisionSpec.Builder> with) {
    return spec(first(service), service, with);
  }

  Story spec(String revision, String service, UnaryOperator<RevisionSpec.Builder> with) {
    RevisionAnnounced body =
        RevisionAnnounced.newBuilder()
            .setAnnounced(io.fivewhys.Announced.REVISION)
            .setSpec(with.apply(RevisionSpec.newBuilder()).build())
            .build();
    board.accept(
        event(0, ComponentKind.CLOUD_RUN_SERVICE, service)
            .setRevision(revision)
            .setBody(body)
            .build());
    return this;
  }

  Story onConnector(String service, String connector) {
    return spec(
        service,
        spec ->
            spec.setConnector(connector)
                .setSqlInstances(List.of(PROJECT + ":" + LOCATION + ":" + DATABASE)));
  }

  /** The audit log tells of a change of something that services lean on. */
  Story changes(ConfigurationKind kind, String name, double minute, String method) {
    return changes(kind, name, minute, method, 0);
  }

  Story changes(ConfigurationKind kind, String name, double minute, String method, int statusCode) {
    ConfigurationChange body =
        ConfigurationChange.newBuilder()
            .setKind(kind)
            .setMethod(method)
            .setResource(name)
            .setActor("ops-3f2a")
            .setStatusCode(statusCode)
            .build();
    board.accept(event(minute, ComponentKind.OTHER, name).setBody(body).build());
    return this;
  }

  Story metric(String connector, double minute, String metric, double value) {
    MetricSample body = MetricSample.newBuilder().setMetric(metric).setValue(value).build();
    board.accept(event(minute, ComponentKind.VPC_CONNECTOR, connector).setBody(body).build());
    return this;
  }

  private PlatformEvent.Builder event(double minute, ComponentKind kind, String name) {
    long nanos = micros(minute) * 1_000;
    return PlatformEvent.newBuilder()
        .setDedupId(++entries)
        .setEventTime(nanos)
        .setEntryTime(nanos)
        .setProject(PROJECT)
        .setLocation(LOCATION)
        .setComponentKind(kind)
        .setComponent(name)
        .setLogName("projects/acme-prod/logs/cloudaudit.googleapis.com%2Factivity")
        .setInsertId("event-" + entries);
  }

  /** A deploy from the first revision to the second that takes traffic at a minute. */
  Story deploys(String service, double minute, Verdict verdict, FieldChange... diff) {
    return deploys(change(service, minute, verdict, diff));
  }

  Story deploys(RevisionChange change) {
    board.accept(change);
    return this;
  }

  static RevisionChange change(
      String service, double minute, Verdict verdict, FieldChange... diff) {
    return RevisionChange.newBuilder()
        .setProject(PROJECT)
        .setLocation(LOCATION)
        .setService(service)
        .setFromRevision(first(service))
        .setToRevision(second(service))
        .setObservedAt(micros(minute + 1))
        .setCreatedAt(micros(minute))
        .setFirstTrafficAt(micros(minute))
        .setDiff(List.of(diff))
        .setVerdict(verdict)
        .setReason("for the test")
        .build();
  }

  static FieldChange differs(String field, @Nullable String before, @Nullable String after) {
    return new FieldChange(field, before, after);
  }

  Story hurts(String service, Symptom.Rule... rules) {
    return hurts(service, BAD, NOW, rules);
  }

  Story hurts(String service, double since, double now, Symptom.Rule... rules) {
    ServiceBoard known = Objects.requireNonNull(board.known(service(service)), service);
    List<Symptom> symptoms =
        Arrays.stream(rules).map(rule -> symptom(service, rule, micros(since))).toList();
    Span span = new Span(Board.minuteOf(micros(since)), Board.minuteOf(micros(now)));
    troubles.put(service(service), new Trouble(known, symptoms, span));
    return this;
  }

  static Symptom symptom(String service, Symptom.Rule rule, long since) {
    return new Symptom(
        rule,
        ComponentKind.CLOUD_RUN_SERVICE,
        LOCATION,
        service,
        Signal.ERROR_RATE,
        "availability",
        since,
        0.4,
        0.99,
        40.0,
        40,
        100,
        true);
  }

  /** Nothing hurts any more. */
  Story recovers() {
    troubles.clear();
    return this;
  }

  Story recovers(String service) {
    troubles.remove(service(service));
    return this;
  }

  Scene scene() {
    return new Scene(board, troubles);
  }

  Trouble trouble(String service) {
    return Objects.requireNonNull(troubles.get(service(service)), service);
  }

  /** What one rule alone makes of it. */
  @Nullable Finding asked(Rule rule, String service) {
    return rule.look(scene(), trouble(service));
  }

  /** What all rules together make of it. */
  Finding found(String service) {
    return new Diagnosis().of(scene(), trouble(service));
  }

  Collection<Exonerated> cleared(String service) {
    return trouble(service).cleared.values();
  }
}
