// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.CapacitySample;
import io.fivewhys.Clock;
import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationChange;
import io.fivewhys.Evidence;
import io.fivewhys.LatencyBucket;
import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.ServiceChanged;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.TrafficTarget;
import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.state.StateWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One project's use of what there is, hour by hour of event time. An hour closes once, when event
 * time has passed its end by the grace, or when the project is silent; what comes later for it is
 * left out. Everything is on the heap; what changes is written through, and taken back by {@link
 * #restore}.
 */
final class Capacity {

  /** Fields of {@link Configured} that are no settings of the platform. */
  static final String REGION = "region";

  static final String TRAFFIC = "traffic";
  static final String DELETED = "deleted";

  private static final long MINUTE_MICROS = 60_000_000L;
  private static final long HOUR_MICROS = 60 * MINUTE_MICROS;
  private static final long NANOS = 1_000;

  /** A clock that runs that far ahead of all others is not waited for. */
  private static final int MOST_OPEN_HOURS = 48;

  private static final String NO_SLOT_OF_ROLE = "too many connections for";

  private final String project;
  private final long graceMicros;
  private final long tickMicros;
  private final long horizonHours;
  private final int assumedPool;
  private final StateWriter state;
  private final Consumer<CapacitySample> output;
  private final TreeMap<Long, Hour> open = new TreeMap<>();
  private final TreeMap<Subject, Specs> services = new TreeMap<>();
  private final Configured configured = new Configured();

  /** The hour in which a component was last heard of. */
  private final TreeMap<Subject, Long> heard = new TreeMap<>();

  private long clock = Long.MIN_VALUE;

  /** First hour that is not closed. */
  private long openFrom = Long.MIN_VALUE;

  /**
   * @param output told each row, in order, when its hour closes
   */
  Capacity(String project, Settings settings, StateWriter state, Consumer<CapacitySample> output) {
    this.project = project;
    this.graceMicros = settings.get(Settings.GRACE).toNanos() / NANOS;
    this.tickMicros = settings.get(Settings.TICK).toNanos() / NANOS;
    this.horizonHours = settings.get(Settings.CAPACITY_HORIZON).toHours();
    this.assumedPool = settings.get(Settings.CAPACITY_POOL_SIZE);
    this.state = state;
    this.output = output;
  }

  /**
   * @param minute open ones move the time alone: a closed one follows each of them
   */
  void accept(ServiceMinute minute) {
    reach(minute.getObservedAt());
    long at = minute.getWindowStart();
    if (!minute.getClosed() || isOver(at)) {
      return;
    }
    Subject service = Subject.service(minute.getLocation(), minute.getService());
    long series = Reading.series(minute.getRevision());
    measure(service, Measure.HEARD, at, series, minute.getInstances());
    measure(service, Measure.BUSY, at, series, busyMicros(minute.getLatencyHistogram()));
    if (minute.getRequests() > 0) {
      long hour = hourOf(at);
      Hour.Serving seen =
          hour(hour)
              .serve(
                  service,
                  new Hour.Serving(minuteOf(at), minute.getRequests(), minute.getRevision()));
      state.write(StateKey.serving(project, hour, service, seen.revision()), bytes(seen));
    }
  }

  /**
   * By Little's law, time that requests took over time that passed is how many there were at once.
   */
  private static double busyMicros(List<LatencyBucket> histogram) {
    long micros = 0;
    for (LatencyBucket bucket : histogram) {
      micros += bucket.getCount() * Math.round(LatencyBuckets.millis(bucket.getBucket()) * 1_000);
    }
    return micros;
  }

  void accept(SignalMinute minute) {
    reach(minute.getObservedAt());
    if (!minute.getClosed() || isOver(minute.getWindowStart())) {
      return;
    }
    long series =
        Reading.series(
            minute.getLocation() + '/' + minute.getComponent() + '/' + minute.getRevision());
    TreeMap<Subject, Long> refused = new TreeMap<>();
    long exits = 0;
    for (SignalTotal total : minute.getSignals()) {
      if (total.getSignal() == SignalKind.MEMORY_LIMIT) {
        exits += total.getCount();
      }
      Subject database = refusing(minute, total);
      if (database != null) {
        refused.merge(database, total.getCount(), Long::sum);
      }
    }
    if (exits > 0 && minute.getComponentKind() == ComponentKind.CLOUD_RUN_SERVICE) {
      Subject service = Subject.service(minute.getLocation(), minute.getComponent());
      measure(service, Measure.EXITS, minute.getWindowStart(), series, exits);
    }
    refused.forEach((database, count) ->
        measure(database, Measure.REFUSED, minute.getWindowStart(), series, count));
  }

  /**
   * The database that had no slot left, by its own word or a service's; null where none is named.
   */
  private @Nullable Subject refusing(SignalMinute minute, SignalTotal total) {
    if (total.getSignal() != SignalKind.SQL_SLOTS_EXHAUSTED || isOfRole(total.getEvidence())) {
      return null;
    }
    if (minute.getComponentKind() == ComponentKind.CLOUD_SQL_INSTANCE) {
      return Subject.database(minute.getComponent());
    }
    String target = total.getTarget();
    return total.getTargetKind() == ComponentKind.CLOUD_SQL_INSTANCE && !target.isEmpty()
        ? Subject.database(target, project)
        : null;
  }

  /** A role or a database within may have a limit of its own, far below the instance's. */
  private static boolean isOfRole(List<Evidence> evidence) {
    return !evidence.isEmpty()
        && evidence.stream().allMatch(each -> each.getExcerpt().contains(NO_SLOT_OF_ROLE));
  }

  void accept(PlatformEvent event) {
    Long received = event.getReceiveTime();
    long at = Math.floorDiv(event.getEventTime(), NANOS);
    reach(received == null ? at : Math.min(at, Math.floorDiv(received, NANOS)));
    switch (event.getBody()) {
      case MetricSample sample -> read(event, sample, at);
      case RevisionAnnounced announced -> learn(event, announced);
      case ServiceChanged changed -> learn(event, changed);
      case ConfigurationChange change -> learn(event, change);
      default -> {} // of no other event anything is known that minutes do not say
    }
  }

  private void read(PlatformEvent event, MetricSample sample, long at) {
    Subject subject =
        Subject.of(event.getComponentKind(), event.getLocation(), event.getComponent());
    if (sample.getMetric().equals(Reading.MEMORY_QUOTA)) {
      hear(subject, at);
      tell(subject, SqlLimits.MEMORY_BYTES, event, Long.toString((long) sample.getValue()));
      return;
    }
    Reading reading = Reading.of(event, sample);
    if (reading == null || isOver(at)) {
      return;
    }
    if (subject.kind() == ComponentKind.CLOUD_SQL_INSTANCE) {
      tell(subject, REGION, event, event.getLocation());
      if (reading.measure() == Measure.BACKENDS
          && configured.value(subject, SqlLimits.VERSION, event.getEventTime() + 1) == null) {
        tell(subject, SqlLimits.VERSION, event, SqlLimits.POSTGRES);
      }
    }
    measure(subject, reading.measure(), at, reading.series(), reading.value());
  }

  private void learn(PlatformEvent event, RevisionAnnounced announced) {
    Subject service = Subject.service(event.getLocation(), event.getComponent());
    hear(service, Math.floorDiv(event.getEventTime(), NANOS));
    if (!announced.getTraffic().isEmpty()) {
      tell(service, TRAFFIC, event, text(announced.getTraffic()));
    }
    Spec spec = Spec.of(event, announced);
    if (spec == null) {
      return;
    }
    Specs specs = services.computeIfAbsent(service, s -> new Specs());
    Spec known = specs.learn(spec);
    state.write(StateKey.spec(project, service, spec.revision()), known.bytes(project, service));
    for (String dropped : specs.drop(needed(service, event.getEventTime()))) {
      state.write(StateKey.spec(project, service, dropped), null);
    }
  }

  private Set<String> needed(Subject service, long at) {
    TreeSet<String> needed = new TreeSet<>(pinned(configured.value(service, TRAFFIC, at + 1)));
    open.values().forEach(hour -> needed.addAll(hour.served(service)));
    return needed;
  }

  private void learn(PlatformEvent event, ServiceChanged changed) {
    Subject service = Subject.service(event.getLocation(), event.getComponent());
    if (changed.getStatusCode() == 0 && changed.getMethod().endsWith("DeleteService")) {
      tell(service, DELETED, event, "true");
    }
  }

  private void learn(PlatformEvent event, ConfigurationChange change) {
    if (change.getStatusCode() != 0) {
      return; // what was refused holds nothing
    }
    Subject subject =
        Subject.of(event.getComponentKind(), event.getLocation(), event.getComponent());
    boolean database = subject.kind() == ComponentKind.CLOUD_SQL_INSTANCE;
    if (!database && subject.kind() != ComponentKind.VPC_CONNECTOR) {
      return;
    }
    hear(subject, Math.floorDiv(event.getEventTime(), NANOS));
    if (change.getMethod().contains("DeleteConnector")
        || change.getMethod().endsWith("instances.delete")) {
      configured.takeBack(
          subject, event.getEventTime(), (field, value) -> keep(subject, field, event, value));
      return;
    }
    Changes.of(change).forEach((field, value) -> tell(subject, field, event, value));
    if (database && !event.getLocation().isEmpty()) {
      tell(subject, REGION, event, event.getLocation());
    }
  }

  /** Named revisions that take traffic; the latest one is known without. */
  private static String text(List<TrafficTarget> traffic) {
    String names =
        traffic.stream()
            .filter(target -> target.getRevision() != null && target.getPercent() > 0)
            .map(target -> String.valueOf(target.getRevision()))
            .sorted()
            .collect(Collectors.joining(","));
    return names.isEmpty() ? "," : names;
  }

  static List<String> pinned(@Nullable String traffic) {
    return traffic == null ? List.of() : List.of(traffic.split(","));
  }

  private void tell(Subject subject, String field, PlatformEvent event, String value) {
    if (configured.learn(subject, field, event.getEventTime(), value)) {
      keep(subject, field, event, value);
    }
  }

  private void keep(Subject subject, String field, PlatformEvent event, String value) {
    state.write(
        StateKey.config(project, subject, field, event.getEventTime()),
        value.getBytes(StandardCharsets.UTF_8));
  }

  void accept(Clock clock) {
    if (clock.getSilent()) {
      closeSilent(clock.getNow());
    } else {
      reach(clock.getReached() / NANOS);
    }
  }

  /** What is over by the system's clock closes; nothing more has come for it. */
  private void closeSilent(long nowMillis) {
    if (!open.isEmpty()) {
      long over = open.lastKey() + 1;
      close(
          nowMillis == Long.MAX_VALUE
              ? over
              : Math.min(over, hourOf(nowMillis * 1_000 - graceMicros)));
    }
  }

  /** Event time reached. */
  void reach(long micros) {
    if (micros <= clock) {
      return;
    }
    long before = clock;
    clock = micros;
    if (before != Long.MIN_VALUE) {
      // By the time before: what closes minutes comes with the time that closes them, and from each
      // partition within a tick.
      close(hourOf(before - graceMicros - tickMicros));
    }
    saveClock();
  }

  private void close(long from) {
    if (from <= openFrom) {
      return;
    }
    openFrom = from;
    while (!open.isEmpty() && open.firstKey() < from) {
      Map.Entry<Long, Hour> over = open.pollFirstEntry();
      close(over.getKey(), over.getValue());
    }
    saveClock();
  }

  private void close(long number, Hour hour) {
    long end = (number + 1) * HOUR_MICROS * NANOS;
    Ledger ledger = Rows.ledger(project, assumedPool, hour, end, configured, services);
    new Rows(project, hour, end, configured, services, ledger)
        .of(number * HOUR_MICROS, clock)
        .forEach(output);
    remove(number, hour);
    ledger.databases().forEach(database -> hear(database, number * HOUR_MICROS));
    services.forEach((service, specs) -> hearConnectors(service, specs, number * HOUR_MICROS));
    configured.forgetBefore(
        end,
        (subject, field, at) -> state.write(StateKey.config(project, subject, field, at), null));
    forgetBefore(number - horizonHours);
  }

  /** A connector that a known service goes through is there, though it says nothing itself. */
  private void hearConnectors(Subject service, Specs specs, long at) {
    for (Spec spec : specs.all()) {
      String connector = spec.told().getConnector();
      if (connector != null) {
        hear(Subject.connector(service.location(), connector), at);
      }
    }
  }

  private void remove(long number, Hour hour) {
    hour.measured.forEach((subject, measures) ->
        measures.forEach((measure, minutes) ->
            minutes
                .keySet()
                .forEach(minute ->
                    state.write(
                        StateKey.minute(project, number, subject, measure, minute), null))));
    hour.serving.forEach((service, revisions) ->
        revisions
            .keySet()
            .forEach(revision ->
                state.write(StateKey.serving(project, number, service, revision), null)));
  }

  private void forgetBefore(long hour) {
    List<Subject> silent =
        heard.entrySet().stream()
            .filter(each -> each.getValue() < hour)
            .map(Map.Entry::getKey)
            .toList();
    for (Subject subject : silent) {
      heard.remove(subject);
      state.write(StateKey.heard(project, subject), null);
      configured.forget(
          subject, (s, field, at) -> state.write(StateKey.config(project, s, field, at), null));
      Specs specs = services.remove(subject);
      if (specs != null) {
        specs.names().forEach(name -> state.write(StateKey.spec(project, subject, name), null));
      }
    }
  }

  private void measure(Subject subject, Measure measure, long at, long series, double value) {
    long number = hourOf(at);
    if (open.size() >= MOST_OPEN_HOURS && !open.containsKey(number)) {
      return;
    }
    hear(subject, at);
    Minute minute = hour(number).minute(subject, measure, minuteOf(at));
    minute.put(series, value);
    state.write(StateKey.minute(project, number, subject, measure, minuteOf(at)), minute.bytes());
  }

  private void hear(Subject subject, long at) {
    long hour = hourOf(at);
    Long last = heard.get(subject);
    if (last == null || hour > last) {
      heard.put(subject, hour);
      state.write(StateKey.heard(project, subject), longs(hour));
    }
  }

  private boolean isOver(long at) {
    return hourOf(at) < openFrom;
  }

  private Hour hour(long number) {
    return open.computeIfAbsent(number, n -> new Hour());
  }

  private static long hourOf(long micros) {
    return Math.floorDiv(micros, HOUR_MICROS);
  }

  private static int minuteOf(long micros) {
    return (int) (Math.floorMod(micros, HOUR_MICROS) / MINUTE_MICROS);
  }

  private void saveClock() {
    state.write(StateKey.clock(project), longs(clock, openFrom));
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  private static byte[] bytes(Hour.Serving serving) {
    return longs(serving.minute(), serving.requests());
  }

  /** Takes back what was written, in any order. */
  void restore(String[] key, byte[] value) {
    ByteBuffer bytes = ByteBuffer.wrap(value);
    switch (key[0]) {
      case "clock" -> {
        clock = bytes.getLong();
        openFrom = bytes.getLong();
      }
      case "minute" ->
          hour(Long.parseLong(key[5]))
              .minute(StateKey.subject(key), Measure.valueOf(key[6]), Integer.parseInt(key[7]))
              .restore(value);
      case "serving" ->
          hour(Long.parseLong(key[5]))
              .serve(
                  StateKey.subject(key),
                  new Hour.Serving((int) bytes.getLong(), bytes.getLong(), key[6]));
      case "spec" ->
          services
              .computeIfAbsent(StateKey.subject(key), s -> new Specs())
              .learn(Spec.restore(value));
      case "config" ->
          configured.restore(
              StateKey.subject(key),
              key[5],
              Long.parseLong(key[6]),
              new String(value, StandardCharsets.UTF_8));
      case "heard" -> heard.put(StateKey.subject(key), bytes.getLong());
      default -> throw new IllegalStateException("state of a newer version: " + key[0]);
    }
  }
}
