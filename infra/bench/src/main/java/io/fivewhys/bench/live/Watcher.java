// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.observations.KafkaObservations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what the processors have committed, to tell when all is done and what was told. */
public final class Watcher implements AutoCloseable {

  private static final List<String> TOPICS =
      List.of(
          Topics.OBSERVATIONS.name(),
          Topics.SERVICE_MINUTES.name(),
          Topics.SIGNAL_MINUTES.name(),
          Topics.REVISION_CHANGES.name(),
          Topics.ESCALATIONS.name(),
          Topics.REJECTED.name());

  /** An escalation and when it was there to be read. */
  public record Told(Escalation escalation, long atNanos) {}

  private final String bootstrap;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::run, "watcher");
  private final Map<TopicPartition, Long> last = new ConcurrentHashMap<>();

  /** By project and partition of the events, whether it is silent. */
  private final Map<String, Boolean> silent = new ConcurrentSkipListMap<>();

  /** By partition of the events, when its latest clock came. */
  private final Map<Integer, Long> clocks = new ConcurrentHashMap<>();

  private final LongAdder requests = new LongAdder();
  private final List<Told> told = new ArrayList<>();
  private volatile long latestNanos = System.nanoTime();
  private volatile boolean closing;

  public Watcher(String bootstrap) {
    this.bootstrap = bootstrap;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    thread.start();
  }

  private void run() {
    List<TopicPartition> partitions = new ArrayList<>();
    TOPICS.forEach(topic ->
        consumer
            .partitionsFor(topic)
            .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    try (consumer) {
      while (!closing) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
          read(message);
        }
      }
    } catch (WakeupException e) {
      // closing
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> message) {
    latestNanos = System.nanoTime();
    last.put(new TopicPartition(message.topic(), message.partition()), message.offset());
    if (message.topic().equals(Topics.ESCALATIONS.name())) {
      synchronized (told) {
        told.add(new Told(Topics.ESCALATIONS.codec().decode(message.value()), latestNanos));
      }
    } else if (message.topic().equals(Topics.OBSERVATIONS.name())
        && AvroCodec.begins(message.value(), Topics.OBSERVATIONS.codec().header())) {
      Clock clock = Topics.OBSERVATIONS.codec().decode(message.value());
      int partition = KafkaObservations.partition(message.headers());
      clocks.put(partition, latestNanos);
      silent.put(clock.getProject() + "/" + partition, clock.getSilent());
    } else if (message.topic().equals(Topics.SERVICE_MINUTES.name())) {
      ServiceMinute minute = Topics.SERVICE_MINUTES.codec().decode(message.value());
      if (minute.getClosed()) {
        requests.add(minute.getRequests());
      }
    }
  }

  /** Every escalation so far, in the order it was committed. */
  public List<Told> told() {
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  /** How long ago the last clock came of the partition of which none has come for longest. */
  public Duration slowestPartition() {
    if (clocks.size() < LiveServices.PARTITIONS) {
      return Duration.ofDays(1);
    }
    long oldest = clocks.values().stream().mapToLong(at -> at).min().orElseThrow();
    return Duration.ofNanos(System.nanoTime() - oldest);
  }

  /** Of all services. */
  public long requestsOfClosedMinutes() {
    return requests.sum();
  }

  /** When the latest message came, of {@link System#nanoTime}. */
  public long latestNanos() {
    return latestNanos;
  }

  /** Every project has fallen silent and nothing has come for a while. */
  public boolean isSilent(Duration quiet) {
    return !silent.isEmpty()
        && silent.values().stream().allMatch(each -> each)
        && System.nanoTime() - latestNanos >= quiet.toNanos();
  }

  /** Whether a group has committed all that it is to read of these topics. */
  public boolean hasRead(String group, List<String> topics) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, Long> expected =
          new TreeMap<>(java.util.Comparator.comparing(TopicPartition::toString));
      expected.putAll(last);
      return expected.entrySet().stream()
          .filter(entry -> topics.contains(entry.getKey().topic()))
          .allMatch(entry -> {
            OffsetAndMetadata place = committed.get(entry.getKey());
            return place != null && place.offset() > entry.getValue();
          });
    } catch (Exception e) {
      return false; // asked again
    }
  }

  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
