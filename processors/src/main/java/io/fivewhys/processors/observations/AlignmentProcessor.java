// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Carries observations through the {@link Alignment} of their project. */
public final class AlignmentProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private final String storeName;
  private final TreeMap<String, Alignment> projects = new TreeMap<>();
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> store;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public AlignmentProcessor(String storeName) {
    this.storeName = storeName;
  }

  /** Cached: what comes and goes between two commits is not written. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
        .withLoggingEnabled(Map.of())
        .withCachingEnabled();
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.store = context.getStateStore(storeName);
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        String key = new String(entry.key.get(), StandardCharsets.UTF_8);
        alignment(Alignment.project(key)).restore(key, entry.value);
      }
    }
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
                (key, value) -> store.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value),
                message ->
                    context.forward(
                        new Record<>(name.getBytes(StandardCharsets.UTF_8), message, 0L))));
  }
}
