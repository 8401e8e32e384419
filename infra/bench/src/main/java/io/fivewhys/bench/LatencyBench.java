// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.bench.live.EscalationReceiver;
import io.fivewhys.bench.live.LiveServices;
import io.fivewhys.bench.live.RequestEntries;
import io.fivewhys.contract.Settings;
import io.fivewhys.local.Folders;
import io.fivewhys.local.pubsub.LogPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From log entry to escalation event, live: broker, Pub/Sub and the three services as processes,
 * entries at a steady rate and stamped with now. Projects fail one after the other. Decisions are
 * made at ticks of event time; the latency of an escalation is from the publishing of the first
 * entry past its tick, the one that lets it be decided, to its event in the hands of a subscriber.
 */
public final class LatencyBench {

  private static final int SERVICES = 3;
  private static final long STEP_MILLIS = 10;
  private static final int MOST = 500;

  private final int projects;
  private final int rate;
  private final long failFromMillis;
  private final long failEveryMillis;
  private final long endMillis;
  private final RequestEntries entries;

  private LatencyBench(int projects, int rate, int seconds, long seed) {
    this.projects = projects;
    this.rate = rate;
    this.endMillis = seconds * 1_000L;
    this.failFromMillis = endMillis / 4;
    this.failEveryMillis = endMillis / 2 / projects;
    this.entries = new RequestEntries(projects, SERVICES, seed);
  }

  public static void main(String[] args) throws IOException {
    BenchOptions options =
        BenchOptions.parse(
            args, Map.of("projects", "40", "rate", "5000", "seconds", "240", "seed", "1"));
    new LatencyBench(
            (int) options.number("projects"),
            (int) options.number("rate"),
            (int) options.number("seconds"),
            options.number("seed"))
        .run();
    System.exit(0);
  }

  private void run() throws IOException {
    Path directory = Files.createTempDirectory("fivewhys-latency-");
    Map<String, String> settings = Map.of("FIVEWHYS_INGEST_TAKEOVER", "0s");
    try (LiveServices services = new LiveServices(directory, settings, "none").start();
        LogPublisher publisher =
            new LogPublisher(services.pubSubEndpoint(), LiveServices.LOGS_TOPIC);
        EscalationReceiver receiver = new EscalationReceiver(services.pubSubEndpoint())) {
      System.out.printf("%,d entries/s for %d s, logs in %s%n", rate, endMillis / 1_000, directory);
      List<long[]> published = publish(publisher);
      report(receiver.received(), published);
    }
    Folders.delete(directory);
  }

  /** When each step was published: the time its entries are stamped with, and when it was done. */
  private List<long[]> publish(LogPublisher publisher) {
    List<long[]> published = new ArrayList<>();
    long began = System.currentTimeMillis();
    long sent = 0;
    for (long elapsed = 0; elapsed < endMillis; elapsed = System.currentTimeMillis() - began) {
      long due = elapsed * rate / 1_000;
      long now = System.currentTimeMillis();
      long at = elapsed;
      List<byte[]> batch = new ArrayList<>();
      for (; sent < due && batch.size() < MOST; sent++) {
        batch.add(entries.next(now * 1_000_000, (project, service) -> fails(at, project, service)));
      }
      if (!batch.isEmpty()) {
        publisher.publish(batch);
        published.add(new long[] {now, System.currentTimeMillis()});
      }
      if (sent >= due) {
        LiveServices.pause(STEP_MILLIS);
      }
    }
    return published;
  }

  private boolean fails(long elapsed, int project, int service) {
    return service == 0 && elapsed >= failFromMillis + project * failEveryMillis;
  }

  private void report(List<EscalationReceiver.Received> escalations, List<long[]> published) {
    long tickMillis = Settings.defaults().get(Settings.TICK).toMillis();
    double[] latencies =
        escalations.stream()
            .mapToDouble(each -> {
              long decided = Instant.parse(each.attributes().get("ce-time")).toEpochMilli();
              long tick = Math.floorDiv(decided, tickMillis) * tickMillis;
              return each.atMillis() - publishedAfter(published, tick);
            })
            .sorted()
            .toArray();
    long opened =
        escalations.stream()
            .filter(each -> "OPENED".equals(each.attributes().get("status")))
            .count();
    System.out.printf(
        Locale.ROOT,
        "%d of %d failing projects were told of, in %d escalations%n%n"
            + "{\"p50_ms\":%.0f,\"p99_ms\":%.0f,\"max_ms\":%.0f,\"escalations\":%d,\"opened\":%d}%n",
        opened,
        projects,
        latencies.length,
        at(latencies, 0.5),
        at(latencies, 0.99),
        at(latencies, 1),
        latencies.length,
        opened);
    System.out.flush();
  }

  private static long publishedAfter(List<long[]> published, long millis) {
    return published.stream()
        .filter(step -> step[0] >= millis)
        .mapToLong(step -> step[0])
        .findFirst()
        .orElseThrow();
  }

  private static double at(double[] sorted, double quantile) {
    return sorted.length == 0
        ? Double.NaN
        : Arrays.copyOf(sorted, sorted.length)[(int) Math.ceil(quantile * sorted.length) - 1];
  }
}
