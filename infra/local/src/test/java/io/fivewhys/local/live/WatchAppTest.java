// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.TailSource;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.local.live.WatchApp.Watched;
import io.fivewhys.processors.objectives.Configuration;
import io.grpc.Status;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watch with everything that belongs to it: Google's client, a real broker, the processors. */
@Timeout(120)
class WatchAppTest implements TailSource.Listener {

  @TempDir Path directory;

  @Test
  void every_entry_counts_once_through_a_session_that_breaks() throws Exception {
    try (LoggingServer server = new LoggingServer()) {
      Settings settings = Settings.of(Map.of(Settings.INGEST_TAKEOVER.key(), "0s"));
      HandClock clock = new HandClock(Sent.BEGIN);
      try (LoggingSource logging = new LoggingSource(Sent.PROJECT, server.endpoint());
          LocalPipeline pipeline =
              new LocalPipeline(settings, Configuration.DEFAULTS, directory, 0, step -> {});
          WatchApp watch = watch(settings, logging, pipeline, clock)) {
        pipeline.start();
        watch.start();
        server.sessions.take();
        Sent.requests(1, 101, 1).forEach(server::publish);
        await(pipeline.counts().counted, 100);
        clock.advance(Duration.ofMinutes(5));
        server.keep(Sent.requests(101, 201, 1));
        server.endSessions(Status.UNAVAILABLE);
        server.sessions.take();
        Sent.requests(201, 251, 1).forEach(server::publish);

        await(pipeline.counts().counted, 250);

        // What was received in the minute before the break was listed again.
        assertThat(pipeline.counts().duplicates.sum()).isPositive();
        assertThat(pipeline.counts().late.sum()).isZero();
        assertThat(watch.done()).isNotDone();
        assertThat(watch.hasStopped()).isFalse();
      }
    }
  }

  private WatchApp watch(
      Settings settings, LoggingSource logging, LocalPipeline pipeline, Clock clock) {
    return new WatchApp(
        new Watched(Sent.PROJECT, "", Duration.ZERO, false),
        settings,
        logging,
        pipeline,
        clock,
        this,
        trouble -> {});
  }

  private static void await(LongAdder counter, long expected) throws InterruptedException {
    while (counter.sum() < expected) {
      Thread.onSpinWait();
    }
    assertThat(counter.sum()).isEqualTo(expected);
  }

  @Override
  public void interrupted(String why, Duration retryAfter) {}

  @Override
  public void connected(long missed) {}

  @Override
  public void suppressed(Map<String, Long> countsByReason, boolean listed) {}
}
