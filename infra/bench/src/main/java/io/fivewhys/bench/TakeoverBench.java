// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.bench.live.LiveServices;
import io.fivewhys.bench.live.LiveServices.Part;
import io.fivewhys.bench.live.RequestEntries;
import io.fivewhys.bench.live.Watcher;
import io.fivewhys.local.Folders;
import io.fivewhys.local.pubsub.LogPublisher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Three processes of the processors share the partitions of a steady stream; one is killed. Shows
 * how long its partitions stood still until the others went on with them, and that every request is
 * counted once.
 */
public final class TakeoverBench {

  private static final int PROJECTS = 4;
  private static final int SERVICES = 20;
  private static final long STEP_MILLIS = 20;
  private static final List<Part> SHARING =
      List.of(Part.PROCESSORS, Part.PROCESSORS_2, Part.PROCESSORS_3);

  private final int rate;
  private final long seconds;
  private final RequestEntries entries;
  private long published;

  private TakeoverBench(int rate, long seconds, long seed) {
    this.rate = rate;
    this.seconds = seconds;
    this.entries = new RequestEntries(PROJECTS, SERVICES, seed);
  }

  public static void main(String[] args) throws IOException {
    BenchOptions options =
        BenchOptions.parse(args, Map.of("rate", "1000", "seconds", "60", "seed", "1"));
    boolean same =
        new TakeoverBench(
                (int) options.number("rate"), options.number("seconds"), options.number("seed"))
            .run();
    System.exit(same ? 0 : 1);
  }

  private boolean run() throws IOException {
    Path directory = Files.createTempDirectory("fivewhys-takeover-");
    // A tick a second, so that standing still is seen to the second.
    Map<String, String> settings =
        Map.of(
            "FIVEWHYS_INGEST_TAKEOVER", "0s",
            "FIVEWHYS_WINDOWS_TICK", "1s",
            "FIVEWHYS_WINDOWS_IDLE", "10s");
    try (LiveServices services = new LiveServices(directory, settings, "none").start();
        LogPublisher publisher =
            new LogPublisher(services.pubSubEndpoint(), LiveServices.LOGS_TOPIC);
        Watcher watcher = new Watcher(services.bootstrap())) {
      services.start(Part.PROCESSORS_2);
      services.start(Part.PROCESSORS_3);
      publish(publisher, () -> watcher.slowestPartition().compareTo(Duration.ofSeconds(5)) > 0);
      System.out.printf("three share the partitions, logs in %s%n", directory);
      long end = System.nanoTime() + Duration.ofSeconds(seconds / 3).toNanos();
      publish(publisher, () -> System.nanoTime() < end);
      Part victim = SHARING.get(1);
      services.kill(victim);
      long killed = System.nanoTime();
      System.out.println(victim + " killed");
      Duration[] longest = {Duration.ZERO};
      long over = killed + Duration.ofSeconds(seconds * 2 / 3).toNanos();
      publish(
          publisher,
          () -> {
            Duration slowest = watcher.slowestPartition();
            longest[0] = slowest.compareTo(longest[0]) > 0 ? slowest : longest[0];
            return System.nanoTime() < over;
          });
      while (!watcher.isSilent(Duration.ofSeconds(3))) {
        LiveServices.pause(STEP_MILLIS);
      }
      long counted = watcher.requestsOfClosedMinutes();
      System.out.printf(
          Locale.ROOT,
          "the slowest partition stood still for %.1f s, then all went on; %,d of %,d requests counted%n%n"
              + "{\"takeover_ms\":%d,\"published\":%d,\"counted\":%d}%n",
          longest[0].toMillis() / 1e3,
          counted,
          published,
          longest[0].toMillis(),
          published,
          counted);
      System.out.flush();
      if (counted == published) {
        Folders.delete(directory);
      }
      return counted == published;
    }
  }

  private interface Going {
    boolean on();
  }

  private void publish(LogPublisher publisher, Going going) {
    double due = 0;
    long last = System.nanoTime();
    while (going.on()) {
      long now = System.nanoTime();
      due += (now - last) / 1e9 * rate;
      last = now;
      List<byte[]> batch = new ArrayList<>();
      long stamp = System.currentTimeMillis() * 1_000_000;
      for (; due >= 1 && batch.size() < 1_000; due--) {
        batch.add(entries.next(stamp, (project, service) -> false));
      }
      if (!batch.isEmpty()) {
        publisher.publish(batch);
        published += batch.size();
      }
      LiveServices.pause(STEP_MILLIS);
    }
  }
}
