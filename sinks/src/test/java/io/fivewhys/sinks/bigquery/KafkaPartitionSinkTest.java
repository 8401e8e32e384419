// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.contract.Topics;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two tables of one topic, one of which fails. */
@Timeout(60)
class KafkaPartitionSinkTest {

  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.SERVICE_MINUTES.name(), 0);

  private OffsetAndMetadata committed = new OffsetAndMetadata(0, "");

  @Test
  void what_landed_while_another_table_failed_stays_known_though_its_stream_expires()
      throws Exception {
    try (MemoryWriteServer server = new MemoryWriteServer();
        StorageWarehouseWriter client = server.client()) {
      // Given signatures that landed while the minutes were refused for days
      server.fault = stream -> stream.contains("/service_minutes/") ? denied() : null;
      try (KafkaPartitionSink sink = sink(client)) {
        append(sink, 0, 20);
        sink.send();
        assertThatThrownBy(() -> sink.flush(20)).isInstanceOf(WarehouseException.class);
        committed = Objects.requireNonNull(sink.landed());
      }
      assertThat(committed.offset()).isZero();
      assertThat(server.rows("error_signatures")).isEqualTo(20);
      server.expire("error_signatures");
      server.expire("service_minutes");
      server.fault = stream -> null;
      // When the same messages come again, in other batches
      for (int from = 0; from < 40; from += 8) {
        try (KafkaPartitionSink sink = sink(client)) {
          append(sink, from, from + 8);
          committed = sink.flush(from + 8);
        }
      }
      // Then
      assertThat(server.rows("error_signatures")).isEqualTo(40);
      assertThat(server.rows("service_minutes")).isEqualTo(40);
    }
  }

  @Test
  void a_table_that_is_not_there_keeps_no_rows_out_of_the_others() throws Exception {
    try (MemoryWriteServer server = new MemoryWriteServer();
        StorageWarehouseWriter client = server.client()) {
      // Given
      server.missingTable = "service_minutes";
      try (KafkaPartitionSink sink = sink(client)) {
        append(sink, 0, 5);
        sink.send();
        assertThatThrownBy(() -> sink.flush(5))
            .hasMessageContaining("there is no table acme.fivewhys.service_minutes");
        committed = Objects.requireNonNull(sink.landed());
      }
      assertThat(server.rows("error_signatures")).isEqualTo(5);
      // When somebody has made it
      server.missingTable = "";
      try (KafkaPartitionSink sink = sink(client)) {
        append(sink, 0, 7);
        sink.flush(7);
      }
      // Then
      assertThat(server.rows("service_minutes")).isEqualTo(7);
      assertThat(server.rows("error_signatures")).isEqualTo(7);
    }
  }

  @Test
  void what_was_flushed_and_not_committed_stays_known_too() throws Exception {
    try (MemoryWriteServer server = new MemoryWriteServer();
        StorageWarehouseWriter client = server.client()) {
      // Given
      try (KafkaPartitionSink sink = sink(client)) {
        append(sink, 0, 10);
        committed = sink.flush(10);
        sink.committed();
        append(sink, 10, 15);
        sink.flush(15);
        append(sink, 15, 20);
        sink.flush(20);
        committed = Objects.requireNonNull(sink.landed());
      }
      assertThat(committed.offset()).isEqualTo(10);
      server.expire("service_minutes");
      server.expire("error_signatures");
      // When
      try (KafkaPartitionSink sink = sink(client)) {
        append(sink, 10, 30);
        committed = sink.flush(30);
        sink.committed();
        assertThat(sink.landed()).isNull();
      }
      // Then
      assertThat(server.rows("error_signatures")).isEqualTo(30);
      assertThat(server.rows("service_minutes")).isEqualTo(30);
    }
  }

  private KafkaPartitionSink sink(StorageWarehouseWriter client) {
    return new KafkaPartitionSink(
        PARTITION,
        committed.offset(),
        committed.metadata(),
        client,
        offset -> committed = offset,
        new SinkCounts());
  }

  private static void append(KafkaPartitionSink sink, int from, int to) {
    for (int offset = from; offset < to; offset++) {
      sink.append(new ConsumerRecord<>(PARTITION.topic(), 0, offset, new byte[0], message(offset)));
    }
  }

  private static byte[] message(int number) {
    ServiceMinute minute = new ServiceMinute();
    minute.setProject("acme-prod");
    minute.setLocation("europe-west1");
    minute.setService("checkout");
    minute.setRevision("checkout-00001-abc");
    minute.setWindowStart(number * 60_000_000L);
    minute.setClosed(true);
    minute.setLatencyHistogram(List.of());
    minute.setSignatures(List.of(new SignatureCount("00000000000000ab", "failed", 1L, "failed")));
    return Topics.SERVICE_MINUTES.codec().encode(minute);
  }

  private static StatusRuntimeException denied() {
    return Status.PERMISSION_DENIED
        .withDescription("Permission 'TABLES_UPDATE_DATA' denied")
        .asRuntimeException();
  }
}
