// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.MetricsSource;
import io.fivewhys.ingest.google.Pause;
import io.fivewhys.ingest.google.TailSource;
import io.fivewhys.local.LocalPipeline;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A project watched live: its log entries, and its metrics if wanted, through a pipeline. */
public final class WatchApp implements AutoCloseable {

  /**
   * What to watch.
   *
   * @param filter of log entries
   * @param since how far before now it begins
   * @param metrics whether Cloud Monitoring is asked too
   */
  public record Watched(String project, String filter, Duration since, boolean metrics) {}

  private final LocalPipeline pipeline;
  private final LoggingSource logging;
  private final EventLog log;
  private final TailSource tail;
  private final @Nullable MetricsSource metrics;

  /**
   * @param pipeline closed by the caller, after this
   * @param troubles told of metrics that cannot be read
   * @throws io.fivewhys.ingest.google.ApiFailure when there are no credentials
   */
  public WatchApp(
      Watched watched,
      Settings settings,
      LocalPipeline pipeline,
      Clock clock,
      TailSource.Listener listener,
      Consumer<String> troubles) {
    Pause pause = nanos -> Thread.sleep(Duration.ofNanos(nanos));
    this.pipeline = pipeline;
    this.logging = new LoggingSource(watched.project(), settings.get(Settings.LOGGING_ENDPOINT));
    this.log = pipeline.eventLog();
    this.tail =
        new TailSource(
            logging,
            watched.filter(),
            settings,
            log,
            clock.instant().minus(watched.since()),
            clock,
            pause,
            listener);
    this.metrics =
        watched.metrics()
            ? new MetricsSource(watched.project(), settings, log, clock, pause, troubles)
            : null;
  }

  public void start() {
    tail.start();
    if (metrics != null) {
      metrics.start();
    }
  }

  /** Done when the tail or the metrics have stopped: with the failure, if one stopped them. */
  public CompletableFuture<?> done() {
    return metrics == null ? tail.done() : CompletableFuture.anyOf(tail.done(), metrics.done());
  }

  /** Whether what is behind it still works. */
  public boolean hasStopped() {
    return pipeline.hasStopped();
  }

  /** What became of what was read so far, in a line. */
  public String counts() {
    return tail.counts() + (metrics == null ? "" : "; metrics: " + metrics.counts());
  }

  @Override
  public void close() {
    tail.close();
    if (metrics != null) {
      metrics.close();
    }
    log.close();
    logging.close();
  }
}
