// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.contract.KafkaConnection;
import io.fivewhys.contract.Metrics;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.IngestRun;
import io.fivewhys.ingest.KafkaEventLog;
import io.fivewhys.ingest.Sources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log entries from a Pub/Sub subscription, and metrics if asked for, as a program. */
public final class IngestApp implements Service, MeterBinder {

  private static final Logger LOG = LoggerFactory.getLogger(IngestApp.class);

  private final IngestRun run;
  private final PubSubSource source;
  private final @Nullable MetricsSource metrics;

  public IngestApp(Settings settings) {
    run = new IngestRun(settings, () -> new KafkaEventLog(KafkaConnection.properties(settings)));
    source = new PubSubSource(settings, run);
    String project = settings.get(Settings.METRICS_PROJECT);
    metrics =
        project.isEmpty()
            ? null
            : new MetricsSource(
                project,
                settings,
                run::receive,
                Clock.systemUTC(),
                nanos -> Thread.sleep(Duration.ofNanos(nanos)),
                trouble -> LOG.warn("Metrics of {}: {}", project, trouble));
  }

  @Override
  public void start() {
    run.start(metrics == null ? source : new Sources(List.of(source, metrics)));
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return run.done();
  }

  @Override
  public List<String> unready() {
    return Stream.of(run.outage(), source.outage()).filter(why -> !why.isEmpty()).toList();
  }

  /** What has become of the entries so far. */
  public IngestCounts counts() {
    return run.counts();
  }

  /** Events held back for their order. */
  public int held() {
    return run.held();
  }

  /** Acknowledgements that Pub/Sub did not take. */
  public long lostAcknowledgements() {
    return source.lostAcknowledgements();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Metrics.INGEST_ENTRIES.bind(registry, "accepted", () -> counts().accepted());
    Metrics.INGEST_ENTRIES.bind(registry, "duplicate", () -> counts().duplicates());
    Metrics.INGEST_ENTRIES.bind(registry, "ignored", () -> counts().ignored());
    Metrics.INGEST_ENTRIES.bind(registry, "rejected", () -> counts().rejected());
    Metrics.INGEST_READ.bind(registry, () -> counts().read());
    Metrics.INGEST_HELD.bind(registry, this::held);
    Metrics.INGEST_LOST_ACKNOWLEDGEMENTS.bind(registry, this::lostAcknowledgements);
  }

  @Override
  public void close() {
    run.close();
    if (metrics != null) {
      metrics.close();
    }
    source.close();
  }
}
