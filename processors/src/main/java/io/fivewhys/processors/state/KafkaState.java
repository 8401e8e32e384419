// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.state;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Text keys and their values in a store of Streams, in memory and with a changelog. */
public final class KafkaState implements StateWriter {

  private final KeyValueStore<Bytes, byte[]> store;

  public KafkaState(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /**
   * @param logged whether it is restored after a crash; a replay starts from nothing and needs no
   *     changelog
   */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name, boolean logged) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder =
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray());
    return logged ? builder.withLoggingEnabled(Map.of()) : builder.withLoggingDisabled();
  }

  /** The same, cached where it is logged: what changes often is written once for each commit. */
  public static StoreBuilder<KeyValueStore<Bytes, byte[]>> cachedStore(
      String name, boolean logged) {
    StoreBuilder<KeyValueStore<Bytes, byte[]>> builder = store(name, logged);
    return logged ? builder.withCachingEnabled() : builder;
  }

  @Override
  public void write(String key, byte @Nullable [] value) {
    store.put(bytes(key), value);
  }

  /** Hands out everything that is kept, in the order of the keys' bytes. */
  public void forEach(BiConsumer<String, byte[]> reader) {
    read(store.all(), reader);
  }

  /** The same from one key to another, both included. */
  public void forEach(String from, String to, BiConsumer<String, byte[]> reader) {
    read(store.range(bytes(from), bytes(to)), reader);
  }

  private static void read(
      KeyValueIterator<Bytes, byte[]> kept, BiConsumer<String, byte[]> reader) {
    try (kept) {
      while (kept.hasNext()) {
        KeyValue<Bytes, byte[]> entry = kept.next();
        reader.accept(new String(entry.key.get(), StandardCharsets.UTF_8), entry.value);
      }
    }
  }

  private static Bytes bytes(String key) {
    return Bytes.wrap(key.getBytes(StandardCharsets.UTF_8));
  }
}
