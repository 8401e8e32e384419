// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts every event plainly, and holds against that the minutes that a job wrote: for each
 * revision and minute the last one written.
 */
final class MinutesCheck {

  private static final long MINUTE_MILLIS = 60_000;

  private final String bootstrapServers;
  private final PlatformEventHead head = new PlatformEventHead();
  private final Map<String, Map<Long, MinuteCounts>> counts = new HashMap<>();
  private Map<TopicPartition, Long> begin = Map.of();

  MinutesCheck(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  void expect(RequestEvents.Message message) {
    head.read(message.value());
    counts
        .computeIfAbsent(new String(message.key(), StandardCharsets.UTF_8), k -> new HashMap<>())
        .computeIfAbsent(message.timeMillis() / MINUTE_MILLIS, m -> new MinuteCounts())
        .fold(head);
  }

  /** What is in the topic by now is of earlier jobs. */
  void begin() {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      begin = consumer.endOffsets(partitions(consumer));
    }
  }

  /**
   * @throws IllegalStateException if the minutes written since {@link #begin} are not those
   *     expected
   */
  void verify(String engine) {
    Map<String, String> expected = new HashMap<>();
    counts.forEach((key, minutes) ->
        minutes.forEach(
            (minute, count) -> put(expected, count.toMinute(key, minute * MINUTE_MILLIS))));
    Map<String, String> written = written();
    if (!written.equals(expected)) {
      throw new IllegalStateException(
          engine
              + " differs from the plain count in "
              + expected.entrySet().stream()
                  .filter(minute -> !minute.getValue().equals(written.get(minute.getKey())))
                  .map(minute -> minute + ", wrote " + written.get(minute.getKey()))
                  .sorted()
                  .limit(3)
                  .toList());
    }
  }

  private Map<String, String> written() {
    Map<String, String> written = new HashMap<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> end = consumer.endOffsets(begin.keySet());
      consumer.assign(begin.keySet());
      begin.forEach(consumer::seek);
      while (end.entrySet().stream()
          .anyMatch(to -> consumer.position(to.getKey()) < to.getValue())) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(100))) {
          put(written, Topics.SERVICE_MINUTES.codec().decode(message.value()));
        }
      }
    }
    return written;
  }

  private static void put(Map<String, String> minutes, ServiceMinute minute) {
    minutes.put(
        minute.getService() + '/' + minute.getRevision() + '@' + minute.getWindowStart(),
        List.of(
                minute.getRequests(),
                minute.getErrors5xx(),
                minute.getErrors4xx(),
                minute.getErrorsAuth(),
                minute.getErrors429(),
                minute.getConnections())
            + " "
            + minute.getLatencyHistogram().stream()
                .map((LatencyBucket bucket) -> bucket.getBucket() + ":" + bucket.getCount())
                .collect(Collectors.joining(",")));
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
    return consumer.partitionsFor(Topics.SERVICE_MINUTES.name()).stream()
        .map(info -> new TopicPartition(info.topic(), info.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "isolation.level", "read_committed",
            "enable.auto.commit", "false"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
