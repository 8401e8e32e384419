// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import io.fivewhys.Clock;
import io.fivewhys.JourneyMinute;
import io.fivewhys.PlatformEvent;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.AvroCodec.UndecodableException;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.observations.KafkaObservations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/** Carries events that {@link JourneyFilter} wants into {@link Journeys}, and its minutes out. */
public final class JourneysProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  /** Names of the nodes that take what comes out. */
  public record Outlets(String minutes, String observations) {}

  private static final byte[] CLOCK = Topics.OBSERVATIONS.codec().header();

  private final List<Objective> objectives;
  private final Settings settings;
  private final String storeName;
  private final Outlets outlets;
  private ProcessorContext<byte[], byte[]> context;
  private KeyValueStore<Bytes, byte[]> store;
  private Journeys journeys;

  @SuppressWarnings("NullAway.Init") // Streams calls init before anything else
  public JourneysProcessor(
      List<Objective> objectives, Settings settings, String storeName, Outlets outlets) {
    this.objectives = objectives;
    this.outlets = outlets;
    this.settings = settings;
    this.storeName = storeName;
  }

  /**
   * Cached: a minute that many events change is written once for each commit.
   *
   * @param logged whether it is restored after a crash; a replay starts from nothing and needs no
   *     changelog
   */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, boolean logged) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    return logged
        ? builder.withLoggingEnabled(Map.of()).withCachingEnabled()
        : builder.withLoggingDisabled();
  }

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    this.store = context.getStateStore(storeName);
    this.journeys =
        new Journeys(
            objectives, settings, context.taskId().partition(), this::write, this::forward);
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        journeys.restore(new String(entry.key.get(), StandardCharsets.UTF_8), entry.value);
      }
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (AvroCodec.begins(record.value(), CLOCK)) {
      Clock clock = Topics.OBSERVATIONS.codec().decode(record.value());
      if (clock.getSilent()) {
        journeys.closeSilent(clock.getProject());
      } else {
        journeys.reach(clock.getProject(), clock.getReached());
      }
      return;
    }
    PlatformEvent event;
    try {
      event = Topics.EVENTS.codec().decode(record.value());
    } catch (UndecodableException e) {
      return; // the windows have counted it by its head; damaged behind, it belongs to no journey
    }
    journeys.accept(event);
  }

  private void write(String key, byte @Nullable [] value) {
    store.put(Bytes.wrap(bytes(key)), value);
  }

  private void forward(JourneyMinute minute) {
    String project = minute.getProject();
    byte[] message = Topics.JOURNEY_MINUTES.codec().encode(minute);
    long millis = Math.max(0, minute.getObservedAt() / 1_000);
    context.forward(
        new Record<>(bytes(project + '/' + minute.getJourney()), message, millis),
        outlets.minutes());
    context.forward(
        new Record<>(
            bytes(project),
            message,
            millis,
            KafkaObservations.from(context.taskId().partition(), millis)),
        outlets.observations());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
