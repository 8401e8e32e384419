// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.RejectedEntry;
import io.fivewhys.contract.Topics;
import io.fivewhys.warehouse.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sink makes of failures, with Kafka's own consumer in memory and one message. */
@Timeout(30)
class KafkaWarehouseSinkTest {

  private static final TopicPartition PARTITION = new TopicPartition(Topics.REJECTED.name(), 0);
  private static final byte[] MESSAGE =
      Topics.REJECTED.codec().encode(new RejectedEntry("malformed_json", "", "logs.json:0", "{"));

  private final Memory memory = new Memory();

  @Test
  void a_place_that_stays_lost_stops_the_sink_though_polls_between_find_nothing() {
    // Given
    memory.failure = WarehouseException.lostPlace("past the end", new IllegalStateException());
    OneMessage broker = new OneMessage(PARTITION, MESSAGE);
    // When
    try (KafkaWarehouseSink sink = sink(broker, Duration.ZERO)) {
      // Then
      assertThatThrownBy(() -> sink.done().get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCause(memory.failure);
    }
  }

  @Test
  void a_broker_that_does_not_answer_for_a_while_is_waited_for() throws Exception {
    // Given
    OneMessage broker = new OneMessage(PARTITION, MESSAGE);
    broker.unansweredCommits = 3;
    broker.unansweredFetches = 2;
    // When
    try (KafkaWarehouseSink sink = sink(broker, Duration.ZERO)) {
      boolean committed = broker.committed.await(10, TimeUnit.SECONDS);
      // Then
      assertThat(committed).isTrue();
      assertThat(sink.done()).isNotDone();
    }
  }

  @Test
  void an_outage_of_the_warehouse_is_waited_for_however_often_it_fails() throws Exception {
    // Given
    memory.failure = WarehouseException.failed("no space left on device", null);
    memory.failures = 100;
    OneMessage broker = new OneMessage(PARTITION, MESSAGE);
    // When
    try (KafkaWarehouseSink sink = sink(broker, Duration.ZERO)) {
      boolean committed = broker.committed.await(10, TimeUnit.SECONDS);
      // Then
      assertThat(committed).isTrue();
      assertThat(sink.done()).isNotDone();
      assertThat(sink.counts().setbacks.sum()).isEqualTo(100);
    }
    assertThat(memory.rows).hasSize(1);
  }

  @Test
  void says_what_rows_wait_for() throws Exception {
    // Given
    memory.failure = WarehouseException.failed("no space left on device", null);
    memory.failures = Integer.MAX_VALUE;
    OneMessage broker = new OneMessage(PARTITION, MESSAGE);
    // When
    try (KafkaWarehouseSink sink = sink(broker, Duration.ofHours(1))) {
      memory.failed.await();
      while (sink.counts().setbacks.sum() == 0) {
        Thread.onSpinWait();
      }
      // Then
      assertThat(sink.unready())
          .containsExactly("Rows wait for the warehouse: no space left on device.");
    }
  }

  @Test
  void closing_ends_the_wait_for_the_broker() throws Exception {
    // Given
    OneMessage broker = new OneMessage(PARTITION, MESSAGE);
    broker.unansweredCommits = Integer.MAX_VALUE;
    KafkaWarehouseSink sink = sink(broker, Duration.ofHours(1));
    broker.unanswered.await();
    // When
    sink.close(Duration.ofHours(1));
    // Then
    assertThat(sink.done()).isCompleted();
  }

  @Test
  void a_minute_of_an_unknown_writer_stops_the_sink_and_stays_in_its_topic() {
    // Given the header of a message whose schema has a fingerprint that nobody knows
    byte[] message = {(byte) 0xC3, 1, 8, 7, 6, 5, 4, 3, 2, 1, 0};
    OneMessage broker =
        new OneMessage(new TopicPartition(Topics.SERVICE_MINUTES.name(), 0), message);
    // When
    try (KafkaWarehouseSink sink = sink(broker, Duration.ZERO)) {
      // Then
      assertThatThrownBy(() -> sink.done().get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
      assertThat(memory.rows).isEmpty();
      assertThat(broker.committed.getCount()).isEqualTo(1);
    }
  }

  private KafkaWarehouseSink sink(OneMessage broker, Duration pause) {
    return new KafkaWarehouseSink(() -> broker, memory, pause, new Batch(1_000_000, Duration.ZERO))
        .start();
  }

  /** Delivers its message whenever it is read from the begin, every second poll. */
  private static final class OneMessage extends MockConsumer<byte[], byte[]> {

    final CountDownLatch committed = new CountDownLatch(1);
    final CountDownLatch unanswered = new CountDownLatch(1);
    int unansweredCommits;
    int unansweredFetches;
    private final TopicPartition partition;
    private final byte[] message;
    private int polls;

    OneMessage(TopicPartition partition, byte[] message) {
      super("earliest");
      this.partition = partition;
      this.message = message;
      updateBeginningOffsets(Map.of(partition, 0L));
    }

    @Override
    public synchronized void subscribe(
        Collection<String> topics, ConsumerRebalanceListener listener) {
      super.subscribe(topics, listener);
      rebalance(List.of(partition));
    }

    @Override
    public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (polls++ % 2 == 1 && position(partition) == 0) {
        addRecord(new ConsumerRecord<>(partition.topic(), partition.partition(), 0, null, message));
      }
      return super.poll(timeout);
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
        Set<TopicPartition> partitions) {
      if (polls > 0 && unansweredFetches-- > 0) {
        throw new TimeoutException("no answer");
      }
      return super.committed(partitions);
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      if (unansweredCommits-- > 0) {
        unanswered.countDown();
        throw new TimeoutException("no answer");
      }
      super.commitSync(offsets);
      committed.countDown();
    }
  }

  /** Rows that were flushed, or the failure of every flush. */
  private static final class Memory implements Warehouse {

    final List<List<@Nullable Object>> rows = new ArrayList<>();
    final CountDownLatch failed = new CountDownLatch(1);
    @Nullable RuntimeException failure;
    int failures = Integer.MAX_VALUE;

    @Override
    public TableWriter writer(Table table, StreamProgress progress, RefusedRows refusedRows) {
      return new TableWriter() {
        private final List<List<@Nullable Object>> waiting = new ArrayList<>();

        @Override
        public void append(List<@Nullable Object> values) {
          waiting.add(values);
        }

        @Override
        public void send() {}

        @Override
        public @Nullable StreamPosition reached() {
          return null;
        }

        @Override
        public StreamPosition flush() {
          if (failure != null && failures-- > 0) {
            failed.countDown();
            throw failure;
          }
          rows.addAll(waiting);
          waiting.clear();
          return StreamPosition.at("memory", rows.size());
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
