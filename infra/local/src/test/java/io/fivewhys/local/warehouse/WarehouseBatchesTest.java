// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.Faults.Fault;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the sink gathers messages, through the real broker and the real client. */
@Timeout(120)
class WarehouseBatchesTest {

  private static final int MINUTES = 4_000;

  @TempDir Path directory;

  @Test
  void polls_are_gathered_into_one_commit() throws Exception {
    // Given messages that take forty polls
    KafkaWarehouseSink sink = sink(Faults.NONE, "2s", 100, MINUTES, 0);
    // Then
    assertThat(sink.counts().commits.sum()).isLessThan(8);
    assertThat(count("service_minutes")).isEqualTo(MINUTES);
  }

  @Test
  void a_closing_sink_writes_what_it_has_in_hand() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      broker.createTopics(Topics.ALL, 1);
      produce(broker, MINUTES);
      Path file = directory.resolve("warehouse.duckdb");
      try (LocalWarehouse warehouse = LocalWarehouse.open(file);
          KafkaWarehouseSink sink =
              new KafkaWarehouseSink(consumer(broker, 100), warehouse, settings("1m")).start()) {
        while (!hasRead(sink)) {
          Thread.onSpinWait();
        }
        // When
        sink.close();
        // Then
        assertThat(sink.counts().rows("service_minutes").sum()).isEqualTo(MINUTES);
        assertThat(sink.counts().commits.sum()).isEqualTo(1);
      }
    }
    assertThat(count("service_minutes")).isEqualTo(MINUTES);
  }

  @Test
  void more_refused_rows_than_a_commit_can_tell_of_are_rejected_and_the_rest_lands()
      throws Exception {
    // Given
    Faults everySecond =
        new Faults() {
          @Override
          public Fault onAppend(String stream, long offset) {
            return Fault.NONE;
          }

          @Override
          public @Nullable String refusal(List<@Nullable Object> row) {
            return row.size() > 5 && row.get(5) instanceof Long number && number % 2 == 1
                ? "odd"
                : null;
          }
        };
    // When
    KafkaWarehouseSink sink = sink(everySecond, "1s", 2_000, MINUTES / 2, MINUTES / 2);
    // Then
    assertThat(sink.counts().setbacks.sum()).isPositive();
    assertThat(count("service_minutes")).isEqualTo(MINUTES / 2);
    assertThat(count("rejected_entries")).isEqualTo(MINUTES / 2);
    assertThat(
            WarehouseQuery.run(
                    directory.resolve("warehouse.duckdb"),
                    "SELECT count(DISTINCT source) FROM rejected_entries")
                .rows())
        .isEqualTo(List.of(List.of((long) MINUTES / 2)));
  }

  /** A sink that has run until the rows were there. */
  private KafkaWarehouseSink sink(Faults faults, String wait, int poll, int minutes, int rejected)
      throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      broker.createTopics(Topics.ALL, 1);
      produce(broker, MINUTES);
      try (DuckDbWarehouse file = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"));
          StorageWriteServer server = StorageWriteServer.onLoopback(file, faults)) {
        ManagedChannel channel = LocalWarehouse.channel(server);
        try (StorageWarehouseWriter client = LocalWarehouse.client(channel);
            KafkaWarehouseSink sink =
                new KafkaWarehouseSink(consumer(broker, poll), client, settings(wait)).start()) {
          while (sink.counts().rows("service_minutes").sum() < minutes
              || sink.counts().rows("rejected_entries").sum() < rejected) {
            assertThat(sink.done()).isNotDone();
            Thread.onSpinWait();
          }
          return sink;
        } finally {
          channel.shutdownNow();
        }
      }
    }
  }

  /** Whether everything is in hand. */
  private static boolean hasRead(KafkaWarehouseSink sink) {
    assertThat(sink.done()).isNotDone();
    return sink.counts().held.get() == MINUTES;
  }

  private static Settings settings(String wait) {
    return Settings.of(new TreeMap<>(Map.of("warehouse.batch_wait", wait)));
  }

  private static Map<String, Object> consumer(LocalBroker broker, int poll) {
    return Map.of("bootstrap.servers", broker.bootstrap(), "max.poll.records", poll);
  }

  private static void produce(LocalBroker broker, int minutes) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrap()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int number = 0; number < minutes; number++) {
        producer.send(
            new ProducerRecord<>(
                Topics.SERVICE_MINUTES.name(),
                Topics.SERVICE_MINUTES.codec().encode(Minutes.minute(number, 5_000_000))));
      }
    }
  }

  private long count(String table) {
    return (Long)
        WarehouseQuery.run(directory.resolve("warehouse.duckdb"), "SELECT count(*) FROM " + table)
            .rows()
            .getFirst()
            .getFirst();
  }
}
