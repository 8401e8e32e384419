// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import io.fivewhys.local.demo.Truth.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What runs where and when, and the recording of it. Happenings change it; an entry that would
 * arrive after the recording ended is in neither the recording nor its truth.
 */
final class World {

  static final long SECOND = 1_000_000_000L;
  private static final long MINUTE = 60 * SECOND;
  private static final long RETRY_START_AFTER = 14 * SECOND;
  private static final int ONE_IN_DELAYED = 900;
  private static final int ONE_IN_REPEATED = 4_000;

  /** An instance that serves from one moment to another. */
  record Instance(String id, long from, long until) {}

  /** A part of a service's traffic. */
  record Share(Revision revision, int percent) {}

  final Platform platform;
  final long start;
  final long end;
  final Entries entries;
  private final RandomGenerator random;
  private final Truth truth = new Truth();
  private final List<Entry> recorded = new ArrayList<>();
  private final Map<String, TreeMap<Long, List<Share>>> traffic = new HashMap<>();
  private final Map<String, List<Instance>> fleets = new HashMap<>();
  private final Map<String, Configuration> configurations = new HashMap<>();
  private final Map<String, StartupFailure> broken = new HashMap<>();
  private final Map<String, Long> lastAttempts = new HashMap<>();

  World(Platform platform, long start, long end, RandomGenerator random) {
    this.platform = platform;
    this.start = start;
    this.end = end;
    this.random = random;
    this.entries = new Entries(platform, random);
  }

  // ---- what runs ----

  void configure(Service service, Configuration configuration) {
    configurations.put(service.name(), configuration);
  }

  Configuration configuration(Service service) {
    return Objects.requireNonNull(configurations.get(service.name()), service.name());
  }

  void route(Service service, long from, List<Share> shares) {
    traffic.computeIfAbsent(service.name(), k -> new TreeMap<>()).put(from, shares);
  }

  List<Share> shares(Service service, long at) {
    return Objects.requireNonNull(traffic.get(service.name()), service.name())
        .floorEntry(at)
        .getValue();
  }

  Revision revision(Service service, long at, RandomGenerator die) {
    List<Share> shares = shares(service, at);
    int drawn = die.nextInt(100);
    for (Share share : shares) {
      drawn -= share.percent();
      if (drawn < 0) {
        return share.revision();
      }
    }
    return shares.getLast().revision();
  }

  void breaks(Revision revision, StartupFailure failure) {
    broken.put(revision.name(), failure);
  }

  @Nullable StartupFailure failure(Revision revision) {
    return broken.get(revision.name());
  }

  /** Whether the platform would try again to start a broken revision; it waits between attempts. */
  boolean mayTryToStart(Revision revision, long at) {
    Long last = lastAttempts.get(revision.name());
    if (last != null && at - last < RETRY_START_AFTER) {
      return false;
    }
    lastAttempts.put(revision.name(), at);
    return true;
  }

  Instance launch(Revision revision, long from, long until) {
    Instance instance = new Instance(Ids.instance(random), from, until);
    fleets.computeIfAbsent(revision.name(), k -> new ArrayList<>()).add(instance);
    return instance;
  }

  /** One of the instances that serve then; the oldest where none does any more. */
  Instance instance(Revision revision, long at, RandomGenerator die) {
    List<Instance> fleet = Objects.requireNonNull(fleets.get(revision.name()), revision.name());
    List<Instance> serving = fleet.stream().filter(i -> i.from() <= at && at < i.until()).toList();
    return serving.isEmpty() ? fleet.getFirst() : serving.get(die.nextInt(serving.size()));
  }

  // ---- what is recorded ----

  /** Emits an entry about nothing that windows count. */
  void emit(long receive, Map<String, Object> entry) {
    record(receive, entry);
  }

  void request(
      long at,
      Service service,
      Revision revision,
      @Nullable String instance,
      String trace,
      Entries.Http http,
      @Nullable String platformText) {
    long ended = at + http.latencyNanos();
    if (record(
        ended + lag(0.2),
        entries.request(at, service, revision, instance, trace, http, platformText))) {
      Cell cell = cell(service, revision, ended);
      truth.request(cell, http.status(), http.protocol().equals("websocket"), http.latencyNanos());
      if (instance != null) {
        truth.instance(cell, instance);
      }
    }
  }

  /** Emits a line that an instance wrote, or that was written about it. */
  void line(
      long at, Service service, Revision revision, String instance, Map<String, Object> entry) {
    if (record(at + lag(0.15), entry)) {
      truth.instance(cell(service, revision, at), instance);
    }
  }

  void starts(long at, Service service, Revision revision, String instance, String reason) {
    String scaling = reason.substring(0, reason.indexOf(' '));
    Map<String, Object> labels = Json.object("instanceId", instance, "scaling_reason", scaling);
    String text = "Starting new instance. Reason: " + reason;
    if (record(at + lag(0.2), entries.system(at, "INFO", service, revision, labels, text))) {
      truth.instance(cell(service, revision, at), instance);
      truth.instanceStart(cell(service, revision, at));
    }
  }

  void exits(long at, Service service, Revision revision, String instance, int code) {
    Map<String, Object> labels =
        Json.object("container_name", service.name() + "-1", "instanceId", instance);
    String text = "Container called exit(%d).".formatted(code);
    if (record(at + lag(0.2), entries.system(at, "WARNING", service, revision, labels, text))) {
      truth.instance(cell(service, revision, at), instance);
      truth.instanceExit(cell(service, revision, at));
    }
  }

  Recording recording() {
    recorded.sort(Comparator.comparingLong(Entry::receiveNanos));
    return new Recording(List.copyOf(recorded), truth);
  }

  private boolean record(long receive, Map<String, Object> entry) {
    long delayed =
        random.nextInt(ONE_IN_DELAYED) == 0 ? receive + (2 + random.nextInt(40)) * SECOND : receive;
    if (delayed >= end) {
      return false;
    }
    entry.put("receiveTimestamp", Entries.time(delayed));
    byte[] json = Json.line(entry);
    recorded.add(new Entry(delayed, json));
    truth.entry();
    long again = delayed + random.nextInt(1, 20) * SECOND;
    if (random.nextInt(ONE_IN_REPEATED) == 0 && again < end) {
      recorded.add(new Entry(again, json));
      truth.duplicate();
    }
    return true;
  }

  private long lag(double seconds) {
    return (long) ((seconds + random.nextDouble() * 0.25) * SECOND);
  }

  private static Cell cell(Service service, Revision revision, long at) {
    return new Cell(service.name(), revision.name(), Math.floorDiv(at, MINUTE));
  }
}
