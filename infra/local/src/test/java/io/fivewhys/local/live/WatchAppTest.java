// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.audit.AuditLog;
import com.google.logging.v2.LogEntry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.fivewhys.CauseKind;
import io.fivewhys.Escalation;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.google.LoggingSource;
import io.fivewhys.ingest.google.TailSource;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.live.WatchApp.Watched;
import io.fivewhys.processors.objectives.Configuration;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watch with everything that belongs to it: Google's client, a real broker, the processors. */
@Timeout(300)
class WatchAppTest implements TailSource.Listener {

  private static final int BATCH = 200;

  @TempDir Path directory;

  @Test
  void every_entry_counts_once_through_a_session_that_breaks() throws Exception {
    try (LoggingServer server = new LoggingServer()) {
      Settings settings = Settings.of(Map.of(Settings.INGEST_TAKEOVER.key(), "0s"));
      HandClock clock = new HandClock(Sent.BEGIN);
      try (LoggingSource logging = new LoggingSource(Sent.PROJECT, server.endpoint());
          LocalPipeline pipeline =
              new LocalPipeline(
                  settings, Configuration.DEFAULTS, directory, 0, Instant::now, step -> {});
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

  @Test
  void the_incident_is_told_with_its_cause() throws Exception {
    BlockingQueue<Escalation> told = new LinkedBlockingQueue<>();
    try (LoggingServer server = new LoggingServer()) {
      Settings settings = Settings.of(Map.of(Settings.INGEST_TAKEOVER.key(), "0s"));
      HandClock clock = new HandClock(DemoIncident.START);
      try (LoggingSource logging = new LoggingSource(Sent.PROJECT, server.endpoint());
          LocalPipeline pipeline =
              new LocalPipeline(
                  settings, Configuration.DEFAULTS, directory, 0, Instant::now, told::add);
          WatchApp watch = watch(settings, logging, pipeline, clock)) {
        pipeline.start();
        watch.start();
        server.sessions.take();
        List<LogEntry> entries = recorded();
        for (int from = 0; from < entries.size(); from += BATCH) {
          server.publish(
              entries
                  .subList(from, Math.min(entries.size(), from + BATCH))
                  .toArray(LogEntry[]::new));
        }

        Escalation opened = told.poll(240, TimeUnit.SECONDS);

        assertThat(opened).as("an escalation; read: %s", watch.counts()).isNotNull();
        assertThat(opened.getRootCause().getKind()).isEqualTo(CauseKind.REVISION_STARTUP_FAILURE);
      }
    }
  }

  private static List<LogEntry> recorded() throws InvalidProtocolBufferException {
    TypeRegistry types = TypeRegistry.newBuilder().add(AuditLog.getDescriptor()).build();
    JsonFormat.Parser json = JsonFormat.parser().usingTypeRegistry(types).ignoringUnknownFields();
    List<LogEntry> entries = new ArrayList<>();
    for (Entry entry : DemoIncident.record(DemoIncident.START, 1).entries()) {
      LogEntry.Builder parsed = LogEntry.newBuilder();
      json.merge(new String(entry.json(), StandardCharsets.UTF_8), parsed);
      entries.add(parsed.build());
    }
    return entries;
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
