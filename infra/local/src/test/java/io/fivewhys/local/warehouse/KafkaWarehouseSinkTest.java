// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.RejectedEntry;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.Faults.Fault;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topics to DuckDB through the real broker and the real client. */
class KafkaWarehouseSinkTest {

  private static final int MINUTES = 6_000;
  private static final int CHANGES = 600;

  @TempDir Path directory;

  @Test
  void rows_land_exactly_once_though_the_sink_is_killed_again_and_again() throws Exception {
    // Given
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      broker.createTopics(Topics.ALL, 3);
      produce(broker);
      Path file = directory.resolve("warehouse.duckdb");
      // When the connection is cut for good in the middle of an append, a later one each time
      for (int kill = 1; kill <= 4; kill++) {
        runUntilAppend(broker, file, 1 + kill);
      }
      runUntilRows(broker, file, MINUTES, MINUTES / 3, MINUTES, CHANGES, 2);
      // Then
      assertThat(one(file, "SELECT count(*) FROM service_minutes")).isEqualTo(MINUTES);
      assertThat(one(file, "SELECT count(DISTINCT window_start) FROM service_minutes"))
          .isEqualTo(MINUTES);
      assertThat(one(file, "SELECT count(*) FROM error_signatures")).isEqualTo(MINUTES / 3);
      assertThat(one(file, "SELECT count(DISTINCT window_start) FROM error_signatures"))
          .isEqualTo(MINUTES / 3);
      assertThat(one(file, "SELECT count(*) FROM dependency_minutes")).isEqualTo(MINUTES);
      assertThat(one(file, "SELECT count(DISTINCT window_start) FROM dependency_minutes"))
          .isEqualTo(MINUTES);
      assertThat(one(file, "SELECT count(*) FROM revision_changes")).isEqualTo(CHANGES);
      assertThat(one(file, "SELECT count(DISTINCT sequence) FROM revision_changes"))
          .isEqualTo(CHANGES);
      // The rejected entry, and the message that is not one.
      assertThat(one(file, "SELECT count(*) FROM rejected_entries")).isEqualTo(2);
    }
  }

  /** The append of the minute that is taken, or that of the other one as refused. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void rejected_rows_land_exactly_once_though_a_restart_polls_other_batches(int last)
      throws Exception {
    // Given a minute that the warehouse refuses, between messages that nobody can read
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      broker.createTopics(Topics.ALL, 1);
      produceUnreadable(broker);
      Path file = directory.resolve("warehouse.duckdb");
      // When the connection is cut before the batch of the first two is committed
      CountDownLatch reached = new CountDownLatch(1);
      run(broker, file, refusingFirstMinuteUntil(last, reached), reached, 2);
      runUntilRows(broker, file, 1, 0, 0, 0, 3);
      // Then
      assertThat(
              WarehouseQuery.run(file, "SELECT source FROM rejected_entries ORDER BY ALL").rows())
          .isEqualTo(
              List.of(
                  List.of(Topics.SERVICE_MINUTES.name() + "-0@0#service_minutes/0"),
                  List.of(Topics.SERVICE_MINUTES.name() + "-0@1"),
                  List.of(Topics.SERVICE_MINUTES.name() + "-0@2")));
      assertThat(one(file, "SELECT count(*) FROM service_minutes")).isEqualTo(1);
    }
  }

  private static void produceUnreadable(LocalBroker broker) {
    try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      producer.initTransactions();
      producer.beginTransaction();
      String topic = Topics.SERVICE_MINUTES.name();
      producer.send(new ProducerRecord<>(topic, message(0)));
      producer.send(new ProducerRecord<>(topic, new byte[] {1}));
      producer.send(new ProducerRecord<>(topic, new byte[] {2}));
      producer.send(new ProducerRecord<>(topic, message(1)));
      producer.commitTransaction();
    }
  }

  private static byte[] message(int number) {
    return Topics.SERVICE_MINUTES.codec().encode(Minutes.minute(number, 5_000_000));
  }

  private static Faults refusingFirstMinuteUntil(int last, CountDownLatch reached) {
    AtomicInteger appends = new AtomicInteger();
    return new Faults() {
      @Override
      public Fault onAppend(String stream, long offset) {
        // Unreadable messages go their own way meanwhile, in a stream made second.
        int known = stream.equals("s2") ? appends.get() : appends.incrementAndGet();
        if (known < last) {
          return Fault.NONE;
        }
        reached.countDown();
        return Fault.LOSE_ANSWER;
      }

      @Override
      public @Nullable String refusal(List<@Nullable Object> row) {
        return row.contains(Minutes.START_MICROS) ? "not this one" : null;
      }
    };
  }

  private static void runUntilAppend(LocalBroker broker, Path path, int last) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    AtomicInteger appends = new AtomicInteger();
    Faults faults =
        (stream, offset) -> {
          if (appends.incrementAndGet() < last) {
            return Fault.NONE;
          }
          reached.countDown();
          return appends.get() % 2 == 0 ? Fault.LOSE_ANSWER : Fault.LOSE_REQUEST;
        };
    run(broker, path, faults, reached, 200);
  }

  private static void runUntilRows(
      LocalBroker broker,
      Path path,
      int minutes,
      int signatures,
      int dependencies,
      int changes,
      int rejected)
      throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    try (DuckDbWarehouse file = DuckDbWarehouse.open(path);
        StorageWriteServer server = StorageWriteServer.onLoopback(file)) {
      ManagedChannel channel = LocalWarehouse.channel(server);
      try (StorageWarehouseWriter client = LocalWarehouse.client(channel);
          KafkaWarehouseSink sink = sink(broker, client, 200).start()) {
        while (one(file, "SELECT count(*) FROM service_minutes") < minutes
            || one(file, "SELECT count(*) FROM error_signatures") < signatures
            || one(file, "SELECT count(*) FROM dependency_minutes") < dependencies
            || one(file, "SELECT count(*) FROM revision_changes") < changes
            || one(file, "SELECT count(*) FROM rejected_entries") < rejected) {
          assertThat(sink.done()).isNotCompletedExceptionally();
          reached.await(20, TimeUnit.MILLISECONDS);
        }
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static void run(
      LocalBroker broker, Path path, Faults faults, CountDownLatch reached, int batch)
      throws Exception {
    try (DuckDbWarehouse file = DuckDbWarehouse.open(path)) {
      StorageWriteServer server = StorageWriteServer.onLoopback(file, faults);
      ManagedChannel channel = LocalWarehouse.channel(server);
      StorageWarehouseWriter client = LocalWarehouse.client(channel);
      KafkaWarehouseSink sink = sink(broker, client, batch).start();
      reached.await(30, TimeUnit.SECONDS);
      server.close();
      channel.shutdownNow();
      sink.close(Duration.ZERO);
      client.close();
    }
  }

  private static KafkaWarehouseSink sink(
      LocalBroker broker, StorageWarehouseWriter client, int batch) {
    return new KafkaWarehouseSink(
        Map.of(
            "bootstrap.servers",
            broker.bootstrap(),
            "max.poll.records",
            batch,
            "session.timeout.ms",
            6_000),
        client);
  }

  private static void produce(LocalBroker broker) {
    try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
      producer.initTransactions();
      for (int from = 0; from < MINUTES; from += 100) {
        producer.beginTransaction();
        for (int number = from; number < from + 100; number++) {
          minutes(producer, number);
          if (number % (MINUTES / CHANGES) == 0) {
            change(producer, number);
          }
        }
        producer.commitTransaction();
      }
      producer.beginTransaction();
      minutes(producer, MINUTES + 1);
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(
          new ProducerRecord<>(
              Topics.REJECTED.name(),
              Topics.REJECTED
                  .codec()
                  .encode(new RejectedEntry("malformed_json", "at byte 3", "logs.json:0", "{"))));
      producer.send(new ProducerRecord<>(Topics.REJECTED.name(), new byte[] {1, 2, 3}));
      producer.commitTransaction();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(LocalBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrap(), "transactional.id", "test"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void minutes(KafkaProducer<byte[], byte[]> producer, int number) {
    ServiceMinute minute = Minutes.minute(number, 5_000_000);
    if (number % 3 == 0) {
      Minutes.withSignature(minute, "failed");
    }
    producer.send(
        new ProducerRecord<>(
            Topics.SERVICE_MINUTES.name(),
            number % 3,
            null,
            Topics.SERVICE_MINUTES.codec().encode(minute)));
    SignalMinute said =
        DependencyRowsTest.minute(
            number, DependencyRowsTest.total(SignalKind.HTTP_5XX, null, "", 1, null));
    producer.send(
        new ProducerRecord<>(
            Topics.SIGNAL_MINUTES.name(),
            number % 3,
            null,
            Topics.SIGNAL_MINUTES.codec().encode(said)));
  }

  private static void change(KafkaProducer<byte[], byte[]> producer, int number) {
    RevisionChange change = Changes.full("failed");
    change.setSequence(number);
    producer.send(
        new ProducerRecord<>(
            Topics.REVISION_CHANGES.name(),
            number % 3,
            null,
            Topics.REVISION_CHANGES.codec().encode(change)));
  }

  private static long one(Path path, String sql) {
    return (Long) WarehouseQuery.run(path, sql).rows().getFirst().getFirst();
  }

  private static long one(DuckDbWarehouse file, String sql) throws Exception {
    try (Connection connection = file.connection().duplicate();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
