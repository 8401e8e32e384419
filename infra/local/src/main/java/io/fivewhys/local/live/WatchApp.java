// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.IngestRun;
import io.fivewhys.ingest.Sources;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.MetricsSource;
import io.fivewhys.ingest.google.Pause;
import io.fivewhys.ingest.google.TailSource;
import io.fivewhys.local.LocalPipeline;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
  private final IngestRun run;
  private final TailSource tail;
  private final @Nullable MetricsSource metrics;

  /**
   * @param logging of the project; closed by the caller, after this
   * @param pipeline likewise
   * @param troubles told of metrics that cannot be read
   * @throws io.fivewhys.ingest.google.ApiFailure when there are no credentials
   */
  public WatchApp(
      Watched watched,
      Settings settings,
      LoggingSource logging,
      LocalPipeline pipeline,
      Clock clock,
      TailSource.Listener listener,
      Consumer<String> troubles) {
    Pause pause = nanos -> Thread.sleep(Duration.ofNanos(nanos));
    this.pipeline = pipeline;
    this.run = new IngestRun(settings, pipeline::eventLog);
    this.tail =
        new TailSource(
            logging,
            watched.filter(),
            settings,
            run::receive,
            clock.instant().minus(watched.since()),
            clock,
            pause,
            listener);
    this.metrics =
        watched.metrics()
            ? new MetricsSource(watched.project(), settings, run::receive, clock, pause, troubles)
            : null;
  }

  public void start() {
    run.start(new Sources(metrics == null ? List.of(tail) : List.of(tail, metrics)));
  }

  /** Done when the tail or the metrics have stopped: with the failure, if one stopped them. */
  public CompletableFuture<?> done() {
    return metrics == null ? tail.done() : CompletableFuture.anyOf(tail.done(), metrics.done());
  }

  /** Whether what is behind it has stopped by itself. */
  public boolean hasStopped() {
    return pipeline.hasStopped();
  }

  /** What became of what was read so far; what was read twice counts so. */
  public IngestCounts counts() {
    return run.counts();
  }

  @Override
  public void close() {
    run.close();
    tail.close();
    if (metrics != null) {
      metrics.close();
    }
  }
}
