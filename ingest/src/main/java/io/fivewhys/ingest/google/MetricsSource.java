// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What connectors, databases and services have to say in numbers, polled each minute from a thread
 * of its own into the event log. A poll looks back as far as points may come late; what it finds a
 * second time it leaves out, and what a restart finds a second time has the same id.
 */
public final class MetricsSource implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMinutes(1);

  /** Points are a minute apart: two of them that are seen twice are enough. */
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  /** After a longer failure, what is older is given up: nothing waits for it any more. */
  private static final Duration LONGEST_GAP = Duration.ofHours(1);

  private static final long STEP_NANOS = Duration.ofMillis(200).toNanos();

  private final MonitoringSource monitoring;
  private final EventLog log;
  private final Ingestor ingestor;
  private final Clock clock;
  private final Pause pause;
  private final Consumer<String> troubles;
  private final Map<PolledMetric, Instant> read = new HashMap<>();
  private final SeenPoints seen = new SeenPoints();
  private final IngestCounts counts = new IngestCounts();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = Thread.ofPlatform().name("metrics").unstarted(this::run);
  private volatile boolean closing;
  private long polls;

  /**
   * @param project whose metrics are read, at {@link Settings#MONITORING_ENDPOINT}
   * @param log may be shared only where its implementation says so, as Kafka's does
   * @param troubles told of each poll that failed, in a line; the next one goes on from there
   * @throws ApiFailure when there are no credentials
   */
  public MetricsSource(
      String project,
      Settings settings,
      EventLog log,
      Clock clock,
      Pause pause,
      Consumer<String> troubles) {
    this.monitoring = new MonitoringSource(project, settings.get(Settings.MONITORING_ENDPOINT));
    this.log = log;
    this.ingestor = new Ingestor(settings, log, 1);
    this.clock = clock;
    this.pause = pause;
    this.troubles = troubles;
  }

  public void start() {
    thread.start();
  }

  /** Done when it has stopped: with the failure, if one stopped it. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** What became of the points so far. */
  public String counts() {
    synchronized (counts) {
      return counts.toString();
    }
  }

  private void run() {
    try {
      while (!closing) {
        Instant next = clock.instant().plus(EVERY);
        poll();
        while (!closing && clock.instant().isBefore(next)) {
          pause.forNanos(STEP_NANOS);
        }
      }
      done.complete(null);
    } catch (InterruptedException e) {
      done.complete(null);
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void poll() {
    polls++;
    Instant now = clock.instant();
    for (PolledMetric metric : PolledMetric.ALL) {
      if (!closing) {
        poll(metric, now);
      }
    }
    seen.forgetBefore(now.minus(LONGEST_GAP));
  }

  private void poll(PolledMetric metric, Instant now) {
    Instant lookBack = read.getOrDefault(metric, now).minus(metric.visibleAfter()).minus(OVERLAP);
    Instant from = later(lookBack, now.minus(LONGEST_GAP));
    try {
      byte[] lines = monitoring.list(metric, from, now, seen);
      ingest(metric, lines);
      read.put(metric, now);
    } catch (ApiFailure e) {
      if (e.kind() == ApiFailure.Kind.DENIED) {
        throw e;
      }
      // A project that has no connector has no such metric either.
      if (e.kind() != ApiFailure.Kind.REFUSED) {
        troubles.accept(metric.type() + " could not be read: " + e.getMessage());
      }
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private void ingest(PolledMetric metric, byte[] lines) {
    if (lines.length == 0) {
      return;
    }
    try {
      IngestCounts became =
          ingestor.ingest(metric.type() + "-" + polls, new ByteArrayInputStream(lines));
      log.flush();
      synchronized (counts) {
        counts.add(became);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be read", e);
    }
  }

  /** Returns when what is in hand is in the log. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    ingestor.close();
    monitoring.close();
  }
}
