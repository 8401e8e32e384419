// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.Clock;
import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The topics of {@link Topics}, through an idempotent producer that waits for all replicas. Records
 * carry event time. The first send that fails for good fails every later call: what would follow
 * must not overtake what was lost. An event that Kafka refuses for its size alone is the exception,
 * as it would fail again for ever: it becomes a reject.
 */
public final class KafkaEventLog implements EventLog {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Takes the longest event that the decoder lets pass, with its key. */
  static final int REQUEST_BYTES = 1 << 20;

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  /** Of events that were refused; the producer's thread adds, the caller's sends. */
  private final Queue<RejectedEntry> refused = new ConcurrentLinkedQueue<>();

  /**
   * @param properties at least {@code bootstrap.servers}; what the promises of this class need
   *     cannot be overridden
   */
  public KafkaEventLog(Map<String, Object> properties) {
    this(new KafkaProducer<>(withPromises(properties)));
  }

  KafkaEventLog(Producer<byte[], byte[]> producer) {
    this.producer = producer;
  }

  static Map<String, Object> withPromises(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, 1 << 18);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    all.putAll(properties);
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, REQUEST_BYTES);
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return all;
  }

  @Override
  public void append(byte[] key, byte[] event, long eventTimeNanos) {
    sendRefused();
    send(
        new ProducerRecord<>(
            Topics.EVENTS.name(), null, eventTimeNanos / NANOS_PER_MILLI, key, event),
        failed -> {
          if (failed instanceof RecordTooLargeException) {
            refused.add(tooLarge(key, event.length));
          } else {
            fail(failed);
          }
        });
  }

  @Override
  public void reject(RejectedEntry entry) {
    sendRefused();
    sendReject(entry);
  }

  /**
   * Rejects what may come again: it goes by way of the events, where repeats are known.
   *
   * @param publishedMicros when it was published, microseconds since the epoch
   * @param original its first kibibytes, but for what looks like a secret
   */
  void reject(RejectedEntry entry, long publishedMicros, byte[] original) {
    byte[] key = entry.getSource().getBytes(StandardCharsets.UTF_8);
    byte[] value = Topics.REJECTED.codec().encode(entry);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.EVENTS.name(), null, publishedMicros / 1_000, key, value);
    record
        .headers()
        .add(Topics.PUBLISHED, ByteBuffer.allocate(Long.BYTES).putLong(publishedMicros).array())
        .add(Topics.ORIGINAL, original);
    send(record, this::fail);
  }

  /** Says in every partition that the project's events before that time have been appended. */
  void reach(String project, long nanos, long nowMillis) {
    sendClock(project, nanos, nowMillis);
  }

  /** Says in every partition that events would be appended if there were any. */
  void beat(long nowMillis) {
    sendClock("", 0, nowMillis);
  }

  private void sendClock(String project, long nanos, long nowMillis) {
    int partitions = producer.partitionsFor(Topics.EVENTS.name()).size();
    byte[] key = project.getBytes(StandardCharsets.UTF_8);
    byte[] clock =
        Topics.OBSERVATIONS
            .codec()
            .encode(
                Clock.newBuilder()
                    .setProject(project)
                    .setReached(nanos)
                    .setNow(nowMillis)
                    .setPartitions(partitions)
                    .build());
    for (int partition = 0; partition < partitions; partition++) {
      send(new ProducerRecord<>(Topics.EVENTS.name(), partition, key, clock), this::fail);
    }
  }

  /**
   * Returns when the broker answers for the events.
   *
   * @throws NotDurableException when it does not in good time
   */
  void awaitReachable() {
    try {
      producer.partitionsFor(Topics.EVENTS.name());
    } catch (KafkaException e) {
      throw new NotDurableException(
          "topic " + Topics.EVENTS.name() + " cannot be reached: " + e.getMessage(), e);
    }
  }

  private void sendReject(RejectedEntry entry) {
    send(
        new ProducerRecord<>(
            Topics.REJECTED.name(),
            entry.getSource().getBytes(StandardCharsets.UTF_8),
            Topics.REJECTED.codec().encode(entry)),
        this::fail);
  }

  /** Returns whether there were any. */
  private boolean sendRefused() {
    boolean any = false;
    for (RejectedEntry entry = refused.poll(); entry != null; entry = refused.poll()) {
      sendReject(entry);
      any = true;
    }
    return any;
  }

  private static RejectedEntry tooLarge(byte[] key, int bytes) {
    return new RejectedEntry(
        "event_too_large",
        "Kafka refused the event's " + bytes + " bytes",
        new String(key, StandardCharsets.UTF_8),
        "");
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of it
  private void send(ProducerRecord<byte[], byte[]> record, Consumer<Exception> failed) {
    failIfFailed();
    producer.send(
        record,
        (unused, exception) -> {
          if (exception != null) {
            failed.accept(exception);
          }
        });
  }

  private void fail(Exception exception) {
    if (failure.compareAndSet(null, exception)) {
      // At once: what was sent after it must not be written either.
      producer.close(Duration.ZERO);
    }
  }

  @Override
  public void flush() {
    failIfFailed();
    producer.flush();
    if (sendRefused()) {
      producer.flush();
    }
    failIfFailed();
  }

  @Override
  public void close() {
    try {
      flush();
    } finally {
      producer.close(CLOSE_WITHIN);
    }
  }

  private void failIfFailed() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new NotDurableException(
          "writing events to Kafka failed, what was read since is not durable: "
              + cause.getMessage(),
          cause);
    }
  }

  /** What was appended may be lost: Kafka cannot be reached, or does not take it. */
  static final class NotDurableException extends IllegalStateException {
    NotDurableException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
