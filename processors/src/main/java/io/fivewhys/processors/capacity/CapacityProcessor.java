// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.CapacitySample;
import io.fivewhys.Clock;
import io.fivewhys.PlatformEvent;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.observations.Observations;
import io.fivewhys.processors.state.KafkaState;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Carries minutes, signals and events into {@link Capacity}, one for each project, its rows out and
 * its state into a store.
 */
public final class CapacityProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final Settings settings;
  private final String storeName;
  private final TreeMap<String, Capacity> projects = new TreeMap<>();
  private ProcessorContext<byte[], byte[]> context;
  private KafkaState state;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public CapacityProcessor(Settings settings, String storeName) {
    this.settings = settings;
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = new KafkaState(context.getStateStore(storeName));
    state.forEach((key, value) -> {
      String[] parts = StateKey.parts(key);
      capacity(parts[1]).restore(parts, value);
    });
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    Object observation = Observations.decode(record.value());
    Capacity capacity = capacity(Observations.project(observation));
    switch (observation) {
      case ServiceMinute minute -> capacity.accept(minute);
      case SignalMinute minute -> capacity.accept(minute);
      case PlatformEvent event -> capacity.accept(event);
      case Clock clock -> capacity.accept(clock);
      default -> {} // journeys use nothing up
    }
  }

  private Capacity capacity(String project) {
    return projects.computeIfAbsent(
        project, name -> new Capacity(name, settings, state, this::forward));
  }

  private void forward(CapacitySample sample) {
    String key = sample.getProject() + '/' + sample.getComponent();
    context.forward(
        new Record<>(
            key.getBytes(StandardCharsets.UTF_8),
            Topics.CAPACITY.codec().encode(sample),
            Math.max(0, sample.getObservedAt() / 1_000)));
  }
}
