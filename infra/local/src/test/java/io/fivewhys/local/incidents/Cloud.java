// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.incidents;

import static io.fivewhys.local.demo.Json.object;

import io.fivewhys.local.demo.Configuration;
import io.fivewhys.local.demo.Entries;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.demo.Ids;
import io.fivewhys.local.demo.Json;
import io.fivewhys.local.demo.Platform;
import io.fivewhys.local.demo.Revision;
import io.fivewhys.local.incidents.Dialect.Words;
import io.fivewhys.local.incidents.Fault.Place;
import io.fivewhys.local.incidents.Workload.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What runs where and when, what is wrong with it, and the log of it. Moments are nanoseconds since
 * the epoch; what would arrive after the recording ended is not in it.
 */
final class Cloud {

  static final long MILLI = 1_000_000;
  static final long SECOND = 1_000 * MILLI;
  static final long MINUTE = 60 * SECOND;
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
  final SplittableGenerator random;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Entry> recorded = new ArrayList<>();
  private final Map<String, TreeMap<Long, List<Share>>> traffic = new HashMap<>();
  private final Map<String, List<Instance>> fleets = new HashMap<>();
  private final Map<String, Configuration> configurations = new HashMap<>();

  Cloud(Platform platform, Instant start, int minutes, SplittableGenerator random) {
    this.platform = platform;
    this.start = start.getEpochSecond() * SECOND;
    this.end = this.start + minutes * MINUTE;
    this.random = random;
    this.entries = new Entries(platform, random.split());
  }

  long minute(double minutes) {
    return start + (long) (minutes * MINUTE) / 1_000 * 1_000;
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  // ---- what is wrong ----

  void add(Fault fault) {
    faults.add(fault);
  }

  /** The first that hits. */
  @Nullable Trouble trouble(Place place, RandomGenerator die) {
    for (Fault fault : faults) {
      if (fault.hits(place, die)) {
        return fault.trouble().apply(die);
      }
    }
    return null;
  }

  // ---- what runs ----

  void configure(Workload workload, Configuration configuration) {
    configurations.put(workload.name(), configuration);
  }

  Configuration configuration(Workload workload) {
    return Objects.requireNonNull(configurations.get(workload.name()), workload.name());
  }

  void route(Workload workload, long from, List<Share> shares) {
    traffic.computeIfAbsent(workload.name(), k -> new TreeMap<>()).put(from, shares);
  }

  Revision revision(Workload workload, long at, RandomGenerator die) {
    TreeMap<Long, List<Share>> shares =
        Objects.requireNonNull(traffic.get(workload.name()), workload.name());
    Map.Entry<Long, List<Share>> now = shares.floorEntry(at);
    int drawn = die.nextInt(100);
    for (Share share : (now == null ? shares.firstEntry() : now).getValue()) {
      drawn -= share.percent();
      if (drawn < 0) {
        return share.revision();
      }
    }
    throw new IllegalStateException("shares of " + workload.name() + " are less than 100 percent");
  }

  Instance launch(Revision revision, long from, long until) {
    Instance instance = new Instance(Ids.instance(random), from, until);
    fleets.computeIfAbsent(revision.name(), k -> new ArrayList<>()).add(instance);
    return instance;
  }

  /** None of its instances serves any longer. */
  void retire(Revision revision, long at) {
    Objects.requireNonNull(fleets.get(revision.name()), revision.name())
        .replaceAll(each -> new Instance(each.id(), each.from(), Math.min(each.until(), at)));
  }

  /** One of those that serve then; the oldest where none does. */
  Instance instance(Revision revision, long at, RandomGenerator die) {
    List<Instance> fleet = Objects.requireNonNull(fleets.get(revision.name()), revision.name());
    List<Instance> serving = fleet.stream().filter(i -> i.from() <= at && at < i.until()).toList();
    return serving.isEmpty() ? fleet.getFirst() : serving.get(die.nextInt(serving.size()));
  }

  // ---- what is recorded ----

  /** Each entry has the lag that its log has. */
  void emit(long at, double lagSeconds, Map<String, Object> entry) {
    long receive = at + (long) ((lagSeconds + random.nextDouble() * 0.25) * SECOND);
    boolean delayed = random.nextInt(ONE_IN_DELAYED) == 0;
    boolean repeated = random.nextInt(ONE_IN_REPEATED) == 0;
    long arrives = delayed ? receive + (2 + random.nextInt(40)) * SECOND : receive;
    if (arrives >= end || at < start) {
      return;
    }
    entry.put("receiveTimestamp", Entries.time(arrives));
    byte[] json = Json.line(entry);
    recorded.add(new Entry(arrives, json));
    if (repeated) {
      recorded.add(new Entry(arrives + 3 * SECOND, json));
    }
  }

  void says(
      long at,
      Workload workload,
      Revision revision,
      String instance,
      String trace,
      Words words,
      Map<String, String> blanks) {
    String text = words.text();
    for (Map.Entry<String, String> blank : blanks.entrySet()) {
      text = text.replace("{" + blank.getKey() + "}", blank.getValue());
    }
    emit(
        at,
        0.15,
        switch (words.form()) {
          case PLAIN ->
              entries.plainLine(at, "stderr", workload.service(), revision, instance, text);
          case TRACE -> entries.stackTrace(at, workload.service(), revision, instance, text);
          case JSON ->
              entries.jsonLine(
                  at,
                  "stderr",
                  "ERROR",
                  workload.service(),
                  revision,
                  instance,
                  trace,
                  object("message", text, "logger", workload.name() + ".app"));
        });
  }

  void system(
      long at, String severity, Workload workload, Revision revision, String id, String text) {
    emit(
        at,
        0.2,
        entries.system(at, severity, workload.service(), revision, object("instanceId", id), text));
  }

  void database(long at, Database database, String severity, int process, String text) {
    boolean nobody = text.contains("connection received") || text.startsWith("LOG:  checkpoint");
    emit(
        at,
        1.3,
        entries.postgres(
            at,
            database.name(),
            severity,
            process,
            1,
            nobody ? "[unknown]" : "app",
            nobody ? "[unknown]" : "app",
            text));
  }

  List<Entry> recording() {
    recorded.sort(Comparator.comparingLong(Entry::receiveNanos));
    return List.copyOf(recorded);
  }
}
