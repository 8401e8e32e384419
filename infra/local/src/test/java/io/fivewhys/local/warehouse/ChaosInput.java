// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.contract.Topic;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.Incidents;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Messages for every table, numbered, and what must be in the warehouse when all of them are: how
 * many rows, how many different keys, and a sum.
 */
final class ChaosInput {

  static final int PARTITIONS = 3;

  /** What a table holds. */
  record Total(long rows, long keys, long sum) {

    static final Total NONE = new Total(0, 0, 0);

    Total and(long more) {
      return new Total(rows + 1, keys + 1, sum + more);
    }
  }

  /** The column that tells the rows of a table apart here. */
  static final Map<String, String> KEYS =
      new TreeMap<>(
          Map.of(
              "service_minutes", "window_start",
              "error_signatures", "window_start",
              "dependency_minutes", "window_start",
              "revision_changes", "sequence",
              "escalations", "incident_id",
              "rejected_entries", "source"));

  private static final Map<String, String> SUMS =
      Map.of(
          "service_minutes", "sum(requests)",
          "error_signatures", "sum(count)",
          "dependency_minutes", "sum(count)",
          "revision_changes", "sum(sequence)",
          "escalations", "sum(sequence)",
          "rejected_entries", "0");

  /** Gives the {@link Total} of a table. */
  static String query(String table) {
    return "SELECT count(*), count(DISTINCT %s), %s FROM %s"
        .formatted(KEYS.get(table), SUMS.get(table), table);
  }

  private final Map<String, Total> expected = new TreeMap<>();
  private int produced;
  private long messages;

  ChaosInput() {
    KEYS.keySet().forEach(table -> expected.put(table, Total.NONE));
  }

  /** How many were produced. */
  long messages() {
    return messages;
  }

  Map<String, Total> expected() {
    return expected;
  }

  /** The warehouse does not take rows of these minutes. */
  static @Nullable String refusal(List<@Nullable Object> row) {
    for (Object value : row) {
      if (value instanceof Long time
          && time >= Minutes.START_MICROS
          && (time - Minutes.START_MICROS) % 60_000_000 == 0
          && refused((time - Minutes.START_MICROS) / 60_000_000)) {
        return "not this minute";
      }
    }
    return null;
  }

  private static boolean refused(long number) {
    return number % 500 == 7;
  }

  void produce(String bootstrap, int messages) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int end = produced + messages; produced < end; produced++) {
        produce(producer, produced);
      }
    }
  }

  private void produce(KafkaProducer<byte[], byte[]> producer, int number) {
    ServiceMinute minute = Minutes.minute(number, 5_000_000);
    if (number % 3 == 0) {
      Minutes.withSignature(minute, "failed");
      expectMinute("error_signatures", number, 3);
    }
    send(producer, number, Topics.SERVICE_MINUTES, minute);
    expectMinute("service_minutes", number, number);
    send(
        producer,
        number,
        Topics.SIGNAL_MINUTES,
        DependencyRowsTest.minute(
            number, DependencyRowsTest.total(SignalKind.HTTP_5XX, null, "", number + 1, null)));
    expectMinute("dependency_minutes", number, number + 1);
    if (number % 10 == 0) {
      RevisionChange change = Changes.full("failed");
      change.setSequence(number);
      send(producer, number, Topics.REVISION_CHANGES, change);
      expect("revision_changes", number);
    }
    if (number % 20 == 0) {
      Escalation escalation = Incidents.bare("inc-" + number, 1 + number, IncidentStatus.OPENED);
      send(producer, number, Topics.ESCALATIONS, escalation);
      expect("escalations", 1 + number);
    }
    if (number % 50 == 0) {
      send(
          producer,
          number,
          Topics.REJECTED,
          new RejectedEntry("malformed_json", "at byte 3", "logs.json:" + number, "{"));
      send(producer, number, Topics.REJECTED, new byte[] {1, 2, 3});
      expect("rejected_entries", 0);
      expect("rejected_entries", 0);
    }
  }

  private void expectMinute(String table, int number, long sum) {
    if (refused(number)) {
      expect("rejected_entries", 0);
    } else {
      expect(table, sum);
    }
  }

  private void expect(String table, long sum) {
    expected.merge(table, Total.NONE, (total, added) -> total.and(sum));
  }

  private <T extends SpecificRecord> void send(
      KafkaProducer<byte[], byte[]> producer, int number, Topic<T> topic, T message) {
    send(producer, number, topic, topic.codec().encode(message));
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, int number, Topic<?> topic, byte[] message) {
    producer.send(new ProducerRecord<>(topic.name(), number % PARTITIONS, null, message));
    messages++;
  }
}
