// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link Windows} alive on the heap and writes what changed to an in-memory store with a
 * changelog, just before each commit. Presents itself as a cached store because, since Kafka 4, the
 * flush of caches is the only hook that runs inside the transaction: {@link StateStore#commit}
 * comes after it.
 */
@SuppressWarnings(
    "deprecation") // managesOffsets: the inner store is in memory and has none to manage
public final class WindowsStore implements StateStore, CachedStateStore<Object, Object> {

  private final KeyValueStore<Bytes, byte[]> saved;
  private final boolean logged;
  private @Nullable Windows windows;

  private WindowsStore(KeyValueStore<Bytes, byte[]> saved, boolean logged) {
    this.saved = saved;
    this.logged = logged;
  }

  /**
   * @param logged whether it is restored after a crash; a replay starts from nothing and needs no
   *     changelog
   */
  public static StoreBuilder<WindowsStore> builder(String name, boolean logged) {
    return new Builder(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray()),
        logged);
  }

  /** Fills new windows with what was saved, and keeps them from now on. */
  void attach(Windows fresh) {
    try (KeyValueIterator<Bytes, byte[]> entries = saved.all()) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        fresh.restore(new String(entry.key.get(), StandardCharsets.UTF_8), entry.value);
      }
    }
    windows = fresh;
  }

  @Override
  public void flushCache() {
    if (windows == null) {
      return;
    }
    if (logged) {
      windows.save(
          (key, value) -> saved.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value));
    } else {
      windows.forgetChanges();
    }
  }

  @Override
  public void clearCache() {
    windows = null;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<Object, Object> listener, boolean sendOldValues) {
    return false;
  }

  @Override
  public String name() {
    return saved.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    saved.init(context, root);
  }

  @Override
  public void close() {
    windows = null;
    saved.close();
  }

  @Override
  public boolean persistent() {
    return false;
  }

  @Override
  public boolean isOpen() {
    return saved.isOpen();
  }

  private static final class Builder implements StoreBuilder<WindowsStore> {
    private final StoreBuilder<KeyValueStore<Bytes, byte[]>> inner;

    Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> inner, boolean logged) {
      this.inner = logged ? inner.withLoggingEnabled(Map.of()) : inner.withLoggingDisabled();
    }

    @Override
    public WindowsStore build() {
      return new WindowsStore(inner.build(), inner.loggingEnabled());
    }

    @Override
    public StoreBuilder<WindowsStore> withCachingEnabled() {
      throw new UnsupportedOperationException("it is a cache");
    }

    @Override
    public StoreBuilder<WindowsStore> withCachingDisabled() {
      return this;
    }

    @Override
    public StoreBuilder<WindowsStore> withLoggingEnabled(Map<String, String> config) {
      inner.withLoggingEnabled(config);
      return this;
    }

    @Override
    public StoreBuilder<WindowsStore> withLoggingDisabled() {
      inner.withLoggingDisabled();
      return this;
    }

    @Override
    public Map<String, String> logConfig() {
      return inner.logConfig();
    }

    @Override
    public boolean loggingEnabled() {
      return inner.loggingEnabled();
    }

    @Override
    public String name() {
      return inner.name();
    }
  }
}
