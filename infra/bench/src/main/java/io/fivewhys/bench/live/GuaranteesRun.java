// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import io.fivewhys.bench.live.LiveServices.Part;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.Folders;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.DemoPlayer;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.pubsub.LogPublisher;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The recorded incident through all services, once left alone and once under chaos, and the
 * difference. What happens when is drawn from the seed; what it hits depends on the machine.
 */
public final class GuaranteesRun {

  /** What differed, as lines for people. */
  public record Report(
      int kills,
      int rows,
      int escalations,
      List<String> rowsDiffering,
      List<String> escalationsDiffering) {

    public boolean isSame() {
      return rowsDiffering.isEmpty() && escalationsDiffering.isEmpty();
    }
  }

  /** Messages come up to a tenth of a second out of order, and more where the machine is busy. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "FIVEWHYS_WINDOWS_IDLE",
          "20s",
          "FIVEWHYS_INGEST_LEASE",
          "10s",
          "FIVEWHYS_INGEST_HOLD",
          "2s");

  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final int SHOWN = 20;
  private static final int LONGEST_LINE = 200;

  private final long seed;
  private final int kills;
  private final List<Entry> entries;
  private final double speed;
  private final Consumer<String> console;

  /**
   * @param kills processes to kill and other blows to deal
   * @param minutes of the recording to play
   * @param speed seconds of it in one second
   */
  public GuaranteesRun(long seed, int kills, int minutes, double speed, Consumer<String> console) {
    this.seed = seed;
    this.kills = kills;
    this.speed = speed;
    this.console = console;
    List<Entry> all = DemoIncident.record(DemoIncident.START, 1).entries();
    long end = all.get(0).receiveNanos() + Duration.ofMinutes(minutes).toNanos();
    this.entries = all.stream().filter(entry -> entry.receiveNanos() < end).toList();
  }

  public Report run() throws IOException {
    console.accept("seed " + seed + ", " + entries.size() + " entries");
    Outcome alone = play("left alone", "none", services -> 0);
    int[] dealt = new int[1];
    Outcome disturbed =
        play("under chaos", String.valueOf(seed), services -> dealt[0] = disturb(services));
    List<String> rows = alone.differingRows(disturbed);
    List<String> escalations = alone.differingEscalations(disturbed);
    show(rows);
    show(escalations);
    return new Report(dealt[0], alone.rowCount(), alone.escalations().size(), rows, escalations);
  }

  /** The first of what differs, cut; all of it in a file. */
  private void show(List<String> differing) throws IOException {
    if (!differing.isEmpty()) {
      Path file = Files.createTempFile("fivewhys-guarantees-", ".diff");
      Files.write(file, differing);
      differing.stream()
          .limit(SHOWN)
          .map(line -> line.substring(0, Math.min(LONGEST_LINE, line.length())))
          .forEach(console);
      console.accept("all " + differing.size() + " that differ: " + file);
    }
  }

  private interface Disturbance {
    int on(LiveServices services);
  }

  private Outcome play(String name, String faults, Disturbance disturbance) throws IOException {
    long began = System.nanoTime();
    Path directory = Files.createTempDirectory("fivewhys-guarantees-");
    console.accept(name + ", logs in " + directory);
    List<Watcher.Told> told;
    List<EscalationReceiver.Received> received;
    LiveServices services = new LiveServices(directory, SETTINGS, faults).start();
    try (services;
        LogPublisher publisher =
            new LogPublisher(services.pubSubEndpoint(), LiveServices.LOGS_TOPIC);
        EscalationReceiver receiver = new EscalationReceiver(services.pubSubEndpoint());
        Watcher watcher = new Watcher(services.bootstrap())) {
      CompletableFuture<Void> published = CompletableFuture.runAsync(() -> play(publisher));
      disturbance.on(services);
      published.join();
      await(services, watcher, receiver);
      told = watcher.told();
      received = receiver.received();
    }
    Outcome outcome = Outcome.of(services.warehouse(), told, received);
    console.accept(
        String.format(
            "%s: %d rows, %d escalations in %d s",
            name,
            outcome.rowCount(),
            outcome.escalations().size(),
            Duration.ofNanos(System.nanoTime() - began).toSeconds()));
    Folders.delete(directory);
    return outcome;
  }

  private void play(LogPublisher publisher) {
    try {
      DemoPlayer.live().play(entries, speed, publisher::publish);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when all that was published has become rows, and each escalation an event. */
  private static void await(LiveServices services, Watcher watcher, EscalationReceiver receiver) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!watcher.isSilent(QUIET)
        || !watcher.hasRead(KafkaWarehouseSink.GROUP, SUNK)
        || receiver.received().size() < watcher.told().size()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not all was done in " + PATIENCE);
      }
      for (Part part : List.of(Part.INGEST, Part.PROCESSORS, Part.SINKS, Part.BROKER)) {
        if (!services.isAlive(part)) {
          throw new IllegalStateException(part + " ended by itself");
        }
      }
      LiveServices.pause(200);
    }
  }

  private static final List<String> SUNK =
      List.of(
          Topics.SERVICE_MINUTES.name(),
          Topics.SIGNAL_MINUTES.name(),
          Topics.REVISION_CHANGES.name(),
          Topics.ESCALATIONS.name(),
          Topics.REJECTED.name());

  private int disturb(LiveServices services) {
    SplittableRandom random = new SplittableRandom(seed);
    int dealt = 0;
    while (dealt < kills) {
      LiveServices.pause(2_000 + random.nextInt(5_000));
      Blow blow = Blow.values()[random.nextInt(Blow.values().length)];
      console.accept("  " + blow);
      dealt += deal(services, blow, random);
    }
    return dealt;
  }

  private enum Blow {
    KILL_INGEST,
    KILL_PROCESSORS,
    KILL_SINKS,
    KILL_INGEST_AND_PROCESSORS,
    KILL_PROCESSORS_AND_SINKS,
    RESTART_BROKER,
    KILL_BROKER,
    CUT_BROKER,
    CUT_PUBSUB,
    FILL_DISK
  }

  /** How many were dealt. */
  private static int deal(LiveServices services, Blow blow, SplittableRandom random) {
    long pause = random.nextInt(3_000);
    return switch (blow) {
      case KILL_INGEST -> kill(services, pause, Part.INGEST);
      case KILL_PROCESSORS -> kill(services, pause, Part.PROCESSORS);
      case KILL_SINKS -> kill(services, pause, Part.SINKS);
      case KILL_INGEST_AND_PROCESSORS -> kill(services, pause, Part.INGEST, Part.PROCESSORS);
      case KILL_PROCESSORS_AND_SINKS -> kill(services, pause, Part.PROCESSORS, Part.SINKS);
      case KILL_BROKER -> kill(services, pause, Part.BROKER);
      case RESTART_BROKER -> {
        services.stop(Part.BROKER);
        LiveServices.pause(pause);
        services.start(Part.BROKER);
        yield 1;
      }
      case CUT_BROKER -> {
        services.cutBroker();
        LiveServices.pause(1_000 + pause);
        services.restoreNetworks();
        yield 1;
      }
      case CUT_PUBSUB -> {
        services.cutPubSub();
        LiveServices.pause(1_000 + pause);
        services.restoreNetworks();
        yield 1;
      }
      case FILL_DISK -> {
        services.kill(Part.SINKS);
        services.startOnFullDisk(Part.SINKS, size(services.warehouse()) / 1_024 + 64);
        LiveServices.pause(4_000 + pause);
        services.kill(Part.SINKS);
        services.start(Part.SINKS);
        yield 1;
      }
    };
  }

  private static int kill(LiveServices services, long pause, Part... parts) {
    for (Part part : parts) {
      services.kill(part);
    }
    LiveServices.pause(pause);
    for (Part part : parts) {
      services.start(part);
    }
    return parts.length;
  }

  private static long size(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
