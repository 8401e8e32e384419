// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import io.fivewhys.processors.state.KafkaState;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Carries observations through the {@link Alignment} of their project. */
public final class AlignmentProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final String storeName;
  private final TreeMap<String, Alignment> projects = new TreeMap<>();
  private ProcessorContext<byte[], byte[]> context;
  private KafkaState state;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public AlignmentProcessor(String storeName) {
    this.storeName = storeName;
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.state = new KafkaState(context.getStateStore(storeName));
    state.forEach((key, value) -> alignment(Alignment.project(key)).restore(key, value));
    projects.values().forEach(Alignment::restored);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    alignment(new String(record.key(), StandardCharsets.UTF_8))
        .accept(KafkaObservations.read(record.headers(), record.value()));
  }

  private Alignment alignment(String project) {
    return projects.computeIfAbsent(
        project,
        name ->
            new Alignment(
                name,
                state,
                message ->
                    context.forward(
                        new Record<>(name.getBytes(StandardCharsets.UTF_8), message, 0L))));
  }
}
