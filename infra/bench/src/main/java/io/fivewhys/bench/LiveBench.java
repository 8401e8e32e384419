// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.bench.live.LiveServices;
import io.fivewhys.bench.live.LiveServices.Part;
import io.fivewhys.bench.live.RequestEntries;
import io.fivewhys.bench.live.Watcher;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.Folders;
import io.fivewhys.local.pubsub.LogPublisher;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Entries a second from Pub/Sub into the warehouse, sustained: broker, Pub/Sub and the three
 * services as processes, an endless backlog, hours of event time in minutes. Says what each process
 * took of the machine, and how its memory went.
 */
public final class LiveBench {

  private static final int PROJECTS = 4;
  private static final int SERVICES = 25;
  private static final int BATCH = 500;
  private static final long START_NANOS = 1_780_000_000L * 1_000_000_000L;
  private static final List<Part> PARTS =
      List.of(Part.PUBSUB, Part.INGEST, Part.BROKER, Part.PROCESSORS, Part.SINKS);

  private final long total;
  private final long stepNanos;
  private final RequestEntries entries;

  private LiveBench(long total, long hours, long seed) {
    this.total = total;
    this.stepNanos = Duration.ofHours(hours).toNanos() / total;
    this.entries = new RequestEntries(PROJECTS, SERVICES, seed);
  }

  public static void main(String[] args) throws IOException {
    BenchOptions options =
        BenchOptions.parse(args, Map.of("entries", "2000000", "hours", "24", "seed", "1"));
    new LiveBench(options.number("entries"), options.number("hours"), options.number("seed")).run();
    System.exit(0);
  }

  private void run() throws IOException {
    Path directory = Files.createTempDirectory("fivewhys-live-");
    Map<String, String> settings =
        Map.of("FIVEWHYS_INGEST_TAKEOVER", "0s", "FIVEWHYS_WINDOWS_IDLE", "5s");
    try (LiveServices services = new LiveServices(directory, settings, "none").start();
        LogPublisher publisher =
            new LogPublisher(services.pubSubEndpoint(), LiveServices.LOGS_TOPIC);
        Watcher watcher = new Watcher(services.bootstrap())) {
      System.out.printf(
          "%,d entries, %d h of event time, logs in %s%n",
          total, Duration.ofNanos(stepNanos * total).toHours(), directory);
      Map<Part, Double> cpuBefore = cpu(services);
      long began = System.nanoTime();
      publish(publisher, services);
      while (!watcher.isSilent(Duration.ofSeconds(1))
          || !watcher.hasRead(
              KafkaWarehouseSink.GROUP,
              List.of(Topics.SERVICE_MINUTES.name(), Topics.SIGNAL_MINUTES.name()))) {
        LiveServices.pause(50);
      }
      // From silence to being told of it: nothing was done in that time.
      double seconds = (watcher.latestNanos() - began) / 1e9 - 5;
      report(seconds, cpuBefore, cpu(services));
    }
    Folders.delete(directory);
  }

  private void publish(LogPublisher publisher, LiveServices services) {
    for (long sent = 0; sent < total; ) {
      List<byte[]> batch = new ArrayList<>(BATCH);
      for (; sent < total && batch.size() < BATCH; sent++) {
        batch.add(entries.next(START_NANOS + sent * stepNanos, (project, service) -> false));
      }
      publisher.publish(batch);
      if (sent % (total / 10) < BATCH) {
        StringBuilder memory = new StringBuilder();
        PARTS.forEach(
            part -> memory.append(String.format("  %s %,d MB", part, services.memory(part) >> 20)));
        System.out.printf("%,12d published%s%n", sent, memory);
      }
    }
  }

  private void report(double seconds, Map<Part, Double> before, Map<Part, Double> after) {
    Part busiest = PARTS.get(0);
    double most = 0;
    double all = 0;
    for (Part part : PARTS) {
      double cores = (after.getOrDefault(part, 0.0) - before.getOrDefault(part, 0.0)) / seconds;
      System.out.printf(Locale.ROOT, "%12s %5.2f cores%n", part, cores);
      all += cores;
      if (cores > most) {
        most = cores;
        busiest = part;
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n{\"fivewhys\":%.0f,\"entries\":%d,\"seconds\":%.1f,\"limit\":\"%s takes most, %.2f of the %.2f cores in use of %d\"}%n",
        total / seconds,
        total,
        seconds,
        busiest.name().toLowerCase(Locale.ROOT),
        most,
        all,
        Runtime.getRuntime().availableProcessors());
    System.out.flush();
  }

  private static Map<Part, Double> cpu(LiveServices services) {
    Map<Part, Double> cpu = new EnumMap<>(Part.class);
    PARTS.forEach(part -> cpu.put(part, services.cpuSeconds(part)));
    return cpu;
  }
}
