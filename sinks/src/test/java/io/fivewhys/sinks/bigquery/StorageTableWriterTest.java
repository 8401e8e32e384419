// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import io.fivewhys.RejectedEntry;
import io.fivewhys.sinks.bigquery.WarehouseException.Remedy;
import io.fivewhys.warehouse.RejectedMessage;
import io.fivewhys.warehouse.Tables;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real client against a server that fails in the ways of the service. */
@Timeout(60)
class StorageTableWriterTest {

  private static final String TABLE = Tables.REJECTED_ENTRIES.name();

  private final Saved saved = new Saved();
  private MemoryWriteServer server;
  private StorageWarehouseWriter client;

  @BeforeEach
  void open() throws IOException {
    server = new MemoryWriteServer();
    client = server.client();
  }

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void a_column_that_the_table_lacks_is_waited_for_and_nothing_is_lost() {
    // Given
    server.fault =
        stream ->
            MemoryWriteServer.storageError(
                Status.Code.INVALID_ARGUMENT,
                StorageErrorCode.SCHEMA_MISMATCH_EXTRA_FIELDS,
                "Input schema has more fields than BigQuery schema, extra fields: 'received_at'");
    assertThatThrownBy(() -> flush(3))
        .isInstanceOfSatisfying(
            WarehouseException.class, e -> assertThat(e.remedy()).isEqualTo(Remedy.SOMEBODY))
        .hasMessageContaining("lacks column received_at: run `./fivewhys warehouse apply`");
    // When somebody has added it
    server.fault = stream -> null;
    flush(3);
    // Then
    assertThat(server.rows(TABLE)).isEqualTo(3);
  }

  @Test
  void rights_that_are_missing_are_named_at_once() {
    AtomicInteger attempts = new AtomicInteger();
    server.fault =
        stream -> {
          attempts.incrementAndGet();
          return failure(Status.PERMISSION_DENIED, "Permission 'TABLES_UPDATE_DATA' denied");
        };
    assertThatThrownBy(() -> flush(1))
        .isInstanceOf(WarehouseException.class)
        .hasMessageContaining("grant roles/bigquery.dataEditor on dataset acme.fivewhys");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void a_quota_that_is_used_up_is_named() {
    server.fault =
        stream ->
            failure(Status.RESOURCE_EXHAUSTED, "Exceeds 'Concurrent connections' quota, user_id");
    assertThatThrownBy(() -> flush(1))
        .isInstanceOfSatisfying(
            WarehouseException.class, e -> assertThat(e.remedy()).isEqualTo(Remedy.QUOTA))
        .hasMessageContaining("the quota 'Concurrent connections' of project acme");
  }

  @Test
  void what_passes_by_itself_is_sent_again() {
    // Given a code that the client does not reconnect after
    AtomicInteger attempts = new AtomicInteger();
    server.fault =
        stream -> attempts.incrementAndGet() < 3 ? failure(Status.UNKNOWN, "reset") : null;
    // When
    flush(5);
    // Then
    assertThat(server.rows(TABLE)).isEqualTo(5);
    assertThat(attempts).hasValue(3);
  }

  @Test
  void a_connection_closed_for_idleness_is_made_anew() {
    // Given
    server.idle = true;
    TableWriter writer = writer();
    append(writer, 2);
    saved.save(writer.flush());
    // When
    append(writer, 3);
    saved.save(writer.flush());
    // Then
    assertThat(server.rows(TABLE)).isEqualTo(5);
    assertThat(saved.position).isNotNull();
    assertThat(saved.position.nextRow()).isEqualTo(5);
  }

  @Test
  void a_stream_that_is_not_found_though_it_is_there_doubles_nothing() {
    // Given rows that landed and were not saved
    TableWriter crashing = writer();
    append(crashing, 4);
    crashing.flush();
    AtomicInteger appends = new AtomicInteger();
    server.fault =
        stream ->
            appends.getAndIncrement() == 0
                ? MemoryWriteServer.storageError(
                    Status.Code.NOT_FOUND, StorageErrorCode.STREAM_NOT_FOUND, "no stream")
                : null;
    // When
    flush(6);
    // Then
    assertThat(server.rows(TABLE)).isEqualTo(6);
    assertThat(server.streams()).isEqualTo(2);
  }

  @Test
  void an_expired_stream_is_followed_by_a_new_one() {
    // Given
    flush(4);
    server.expire(TABLE);
    // When
    flush(2);
    // Then
    assertThat(server.rows(TABLE)).isEqualTo(6);
    assertThat(saved.position).isNotNull();
    assertThat(saved.position.nextRow()).isEqualTo(2);
  }

  @Test
  void calls_carry_who_makes_them() {
    flush(1);
    assertThat(server.traces.getFirst()).contains("fivewhys:sinks");
  }

  private void flush(int rows) {
    try (TableWriter writer = writer()) {
      append(writer, rows);
      saved.save(writer.flush());
    }
  }

  private TableWriter writer() {
    return client.writer(
        Tables.REJECTED_ENTRIES,
        saved,
        (row, reason) -> {
          throw new AssertionError(reason);
        });
  }

  private static void append(TableWriter writer, int rows) {
    for (int i = 0; i < rows; i++) {
      RejectedEntry entry = new RejectedEntry("malformed_json", "", "logs.json:" + i, "{");
      writer.append(RowMapper.rows(new RejectedMessage(entry, 0L)).getFirst().values());
    }
  }

  private static StatusRuntimeException failure(Status status, String words) {
    return status.withDescription(words).asRuntimeException();
  }

  private static final class Saved implements StreamProgress {

    @Nullable StreamPosition position;

    @Override
    public @Nullable StreamPosition load() {
      return position;
    }

    @Override
    public void save(StreamPosition reached) {
      position = reached;
    }
  }
}
