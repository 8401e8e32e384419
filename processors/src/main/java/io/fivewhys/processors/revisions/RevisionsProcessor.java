// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.Clock;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.observations.Observations;
import io.fivewhys.processors.state.KafkaState;
import io.fivewhys.processors.verdicts.Judge;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Carries minutes and events into {@link Revisions}, its records out and its state into a store:
 * few enough a minute that each change is written at once.
 */
public final class RevisionsProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final Settings settings;
  private final SpecResolver resolver;
  private final String storeName;
  private ProcessorContext<byte[], byte[]> context;
  private KafkaState state;
  private Revisions revisions;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public RevisionsProcessor(Settings settings, SpecResolver resolver, String storeName) {
    this.settings = settings;
    this.resolver = resolver;
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = new KafkaState(context.getStateStore(storeName));
    this.revisions =
        new Revisions(settings, new Judge(settings)::judge, resolver, state, this::forward);
    state.forEach(revisions::restore);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    switch (Observations.decode(record.value())) {
      case ServiceMinute minute -> revisions.accept(minute);
      case PlatformEvent event -> revisions.accept(event);
      case Clock clock -> revisions.accept(clock);
      default -> {} // of what was said and of journeys no verdict is made
    }
  }

  private void forward(RevisionChange change) {
    String key = change.getProject() + '/' + change.getLocation() + '/' + change.getService();
    context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8),
            Topics.REVISION_CHANGES.codec().encode(change),
            Math.max(0, change.getObservedAt() / 1_000)));
  }
}
