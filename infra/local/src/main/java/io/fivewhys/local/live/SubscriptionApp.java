// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.google.IngestApp;
import io.fivewhys.local.LocalPipeline;
import io.fivewhys.sinks.pubsub.EscalationPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Pub/Sub subscription watched live in one process: ingest as in production, a pipeline with its
 * own broker behind it, and escalations to a topic where the settings name one. A log entry is
 * acknowledged once that broker has it, so what the pipeline's folder outlives, no entry is lost
 * in.
 */
public final class SubscriptionApp implements Service, MeterBinder {

  private final LocalPipeline pipeline;
  private final IngestApp ingest;
  private final @Nullable EscalationPublisher escalations;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  /**
   * @param settings with the subscription
   * @param pipeline not started yet; closed with this
   */
  public SubscriptionApp(Settings settings, LocalPipeline pipeline) {
    this.pipeline = pipeline;
    try {
      ingest =
          new IngestApp(
              settings.with(Map.of(Settings.KAFKA_BOOTSTRAP.key(), pipeline.bootstrap())));
    } catch (RuntimeException e) {
      pipeline.close();
      throw e;
    }
    String topic = settings.get(Settings.ESCALATIONS_TOPIC);
    escalations =
        topic.isEmpty()
            ? null
            : new EscalationPublisher(
                pipeline.consumer(), topic, settings.get(Settings.PUBSUB_ENDPOINT));
  }

  @Override
  public void start() {
    parts()
        .forEach(part -> {
          part.start();
          part.done().whenComplete((nothing, failure) -> end(failure));
        });
  }

  /** In the order they start. */
  private List<Service> parts() {
    return escalations == null ? List.of(pipeline, ingest) : List.of(pipeline, ingest, escalations);
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    return parts().stream().flatMap(part -> part.unready().stream()).toList();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    Stream.of(pipeline, ingest).forEach(part -> part.bindTo(registry));
    if (escalations != null) {
      escalations.bindTo(registry);
    }
  }

  /** Where the page is. */
  public URI page() {
    return pipeline.page();
  }

  /** What has become of the entries so far; what came twice counts so. */
  public IngestCounts counts() {
    return ingest.counts();
  }

  @Override
  public void close() {
    ingest.close();
    if (escalations != null) {
      escalations.close();
    }
    pipeline.close();
    done.complete(null);
  }
}
