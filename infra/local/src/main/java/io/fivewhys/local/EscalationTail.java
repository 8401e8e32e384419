// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Hands on every escalation as it comes, each incident's in sequence, from one thread of its own:
 * from the begin of its topic, or from where the last one over the same broker ended. What is not
 * committed is not seen.
 */
public final class EscalationTail implements AutoCloseable {

  private static final String GROUP = "fivewhys-tail";
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Consumer<Escalation> to;
  private final Thread thread = new Thread(this::run, "escalation-tail");
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  public EscalationTail(String bootstrap, int partitions, Consumer<Escalation> to) {
    this.to = to;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> assigned =
        IntStream.range(0, partitions)
            .mapToObj(each -> new TopicPartition(Topics.ESCALATIONS.name(), each))
            .toList();
    consumer.assign(assigned);
  }

  public void start() {
    thread.start();
  }

  /** Ends with what went wrong, or when it was closed. */
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  private void run() {
    try (consumer) {
      while (true) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          to.accept(Topics.ESCALATIONS.codec().decode(record.value()));
        }
        if (!records.isEmpty()) {
          consumer.commitAsync();
        }
      }
    } catch (WakeupException e) {
      done.complete(null); // close() says so
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
    }
  }

  /** Ends after what is in hand. */
  @Override
  public void close() {
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
