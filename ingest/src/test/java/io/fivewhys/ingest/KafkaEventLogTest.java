// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** The contract over Kafka's own stand-in for a broker. */
class KafkaEventLogTest extends EventLogContract {

  private final Map<EventLog, MockProducer<byte[], byte[]>> producers = new IdentityHashMap<>();

  @Override
  protected EventLog open() {
    return open(true);
  }

  private KafkaEventLog open(boolean completes) {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(completes, null, new ByteArraySerializer(), new ByteArraySerializer());
    KafkaEventLog log = new KafkaEventLog(producer);
    producers.put(log, producer);
    return log;
  }

  @Override
  protected List<byte[]> eventsOf(EventLog log, byte[] key) {
    List<byte[]> events = new ArrayList<>();
    for (ProducerRecord<byte[], byte[]> record : producers.get(log).history()) {
      if (record.topic().equals(Topics.EVENTS.name()) && Arrays.equals(record.key(), key)) {
        events.add(record.value());
      }
    }
    return events;
  }

  @Override
  protected List<RejectedEntry> rejectedOf(EventLog log) {
    return producers.get(log).history().stream()
        .filter(record -> record.topic().equals(Topics.REJECTED.name()))
        .map(record -> Topics.REJECTED.codec().decode(record.value()))
        .toList();
  }

  @Test
  void stamps_records_with_event_time() {
    KafkaEventLog log = open(true);
    log.append(new byte[] {1}, new byte[] {2}, 1_234_567_890L);

    assertThat(producers.get(log).history().getFirst().timestamp()).isEqualTo(1_234L);
  }

  @Test
  void an_event_that_is_refused_for_its_size_is_rejected_and_the_others_go_on() {
    KafkaEventLog log = open(false);
    MockProducer<byte[], byte[]> producer = producers.get(log);
    log.append("a/b".getBytes(StandardCharsets.UTF_8), new byte[] {2}, 0);
    producer.errorNext(new RecordTooLargeException("2 MiB"));

    log.append(new byte[] {1}, new byte[] {3}, 0);
    producer.completeNext();
    log.flush();

    assertThat(rejectedOf(log))
        .extracting(RejectedEntry::getReason, RejectedEntry::getSource)
        .containsExactly(tuple("event_too_large", "a/b"));
  }

  @Test
  void requests_have_room_for_the_longest_event_whatever_is_configured() {
    Map<String, Object> properties =
        KafkaEventLog.withPromises(Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1_000));

    assertThat((int) properties.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG))
        .isGreaterThan(EntryDecoder.LONGEST_EVENT + 64 * 1_024);
  }

  @Test
  void a_failed_send_fails_everything_after_it() {
    KafkaEventLog log = open(false);
    log.append(new byte[] {1}, new byte[] {2}, 0);
    producers.get(log).errorNext(new IllegalArgumentException("broker gone"));

    assertThatThrownBy(() -> log.append(new byte[] {1}, new byte[] {3}, 0))
        .hasMessageContaining("not durable")
        .hasMessageContaining("broker gone");
    assertThatThrownBy(log::flush).hasMessageContaining("broker gone");
    assertThatThrownBy(log::close).hasMessageContaining("broker gone");
    assertThat(producers.get(log).closed()).isTrue();
  }
}
