// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.Hash64;
import io.fivewhys.ingest.IngestRun;
import io.fivewhys.ingest.Receipt;
import io.fivewhys.ingest.google.MonitoringSource.Sample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What connectors, databases and services have to say in numbers, polled each minute from a thread
 * of its own. A poll looks back as far as points may come late; what it finds a second time it
 * leaves out, and what a restart finds a second time has the same id.
 */
public final class MetricsSource implements IngestRun.Source, AutoCloseable {

  private static final Duration EVERY = Duration.ofMinutes(1);

  /** Points are a minute apart: two of them that are seen twice are enough. */
  private static final Duration OVERLAP = Duration.ofMinutes(2);

  /** After a longer failure, what is older is given up: nothing waits for it any more. */
  private static final Duration LONGEST_GAP = Duration.ofHours(1);

  private static final long STEP_NANOS = Duration.ofMillis(200).toNanos();

  private final MonitoringSource monitoring;
  private final Inlet inlet;
  private final Clock clock;
  private final Pause pause;
  private final Consumer<String> troubles;
  private final Map<PolledMetric, Instant> read = new HashMap<>();
  private final SeenPoints seen = new SeenPoints();
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private final Thread thread = Thread.ofPlatform().name("metrics").unstarted(this::run);
  private volatile boolean closing;
  private volatile boolean asked;

  /** The earliest that was given back and did not come again. */
  private @Nullable Instant returned;

  /**
   * @param project whose metrics are read, at {@link Settings#MONITORING_ENDPOINT}
   * @param troubles told of each poll that failed, in a line; the next one goes on from there
   * @throws ApiFailure when there are no credentials
   */
  public MetricsSource(
      String project,
      Settings settings,
      Inlet inlet,
      Clock clock,
      Pause pause,
      Consumer<String> troubles) {
    this.monitoring = new MonitoringSource(project, settings.get(Settings.MONITORING_ENDPOINT));
    this.inlet = inlet;
    this.clock = clock;
    this.pause = pause;
    this.troubles = troubles;
  }

  /** Done when it has stopped: with the failure, if one stopped it. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  /** Always: that no metric comes says nothing of a project. */
  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public synchronized void resume() {
    asked = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
  }

  @Override
  public synchronized void pause() {
    asked = false;
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
      done.complete(null); // nobody here does that
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  private void poll() {
    if (!asked) {
      return;
    }
    Instant now = clock.instant();
    Instant again = takeReturned();
    for (PolledMetric metric : PolledMetric.ALL) {
      if (!closing && asked) {
        poll(metric, now, again);
      }
    }
    synchronized (seen) {
      seen.forgetBefore(now.minus(LONGEST_GAP).minus(EVERY));
    }
  }

  private void poll(PolledMetric metric, Instant now, @Nullable Instant again) {
    Instant from = read.getOrDefault(metric, now).minus(metric.visibleAfter()).minus(OVERLAP);
    if (again != null && again.isBefore(from)) {
      from = again;
    }
    Instant earliest = now.minus(LONGEST_GAP);
    try {
      monitoring.list(metric, from.isAfter(earliest) ? from : earliest, now).forEach(this::handOn);
      read.put(metric, now);
    } catch (ApiFailure e) {
      if (e.kind() == ApiFailure.Kind.DENIED) {
        throw e;
      }
      comeAgain(again);
      // A project that has no connector has no such metric either.
      if (e.kind() != ApiFailure.Kind.REFUSED) {
        troubles.accept(metric.type() + " could not be read: " + e.getMessage());
      }
    }
  }

  private void handOn(Sample sample) {
    synchronized (seen) {
      if (!seen.add(sample.series(), sample.end())) {
        return;
      }
    }
    long id = Hash64.of(sample.series() + '\n' + sample.end());
    inlet.receive(
        sample.json(),
        "monitoring/" + HexFormat.of().toHexDigits(id),
        sample.end().getEpochSecond() * 1_000_000,
        receipt(sample));
  }

  private Receipt receipt(Sample sample) {
    return new Receipt() {
      @Override
      public void durable() {}

      @Override
      public void failed() {
        giveBack(sample);
      }
    };
  }

  private void giveBack(Sample sample) {
    synchronized (seen) {
      seen.remove(sample.series(), sample.end());
    }
    comeAgain(sample.end());
  }

  private synchronized void comeAgain(@Nullable Instant from) {
    if (from != null && (returned == null || from.isBefore(returned))) {
      returned = from;
    }
  }

  private synchronized @Nullable Instant takeReturned() {
    Instant from = returned;
    returned = null;
    return from;
  }

  /** Ends when what is in hand is handed on. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    monitoring.close();
  }
}
