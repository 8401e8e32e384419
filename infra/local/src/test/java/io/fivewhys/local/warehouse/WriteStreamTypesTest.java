// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.local.warehouse.WriteApi.NOTES;
import static io.fivewhys.local.warehouse.WriteApi.get;
import static io.fivewhys.local.warehouse.WriteApi.notes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.OutOfRangeException;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsResponse;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamFinalizedException;
import com.google.cloud.bigquery.storage.v1.Exceptions.StreamNotFound;
import com.google.cloud.bigquery.storage.v1.FlushRowsRequest;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.cloud.bigquery.storage.v1.WriteStream.Type;
import com.google.cloud.bigquery.storage.v1.WriteStreamView;
import com.google.protobuf.Int64Value;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each type of write stream does, told by the unmodified client. */
class WriteStreamTypesTest {

  @TempDir Path directory;
  private WriteApi api;

  @BeforeEach
  void open() throws IOException {
    api = new WriteApi(directory);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/_default", "/streams/_default"})
  void rows_of_the_default_stream_are_seen_at_once_and_have_no_offset(String stream)
      throws Exception {
    AppendRowsResponse answer = get(api.writer(NOTES + stream).append(notes(0, 3)));
    assertThat(answer.getAppendResult().hasOffset()).isFalse();
    assertThat(api.ids()).containsExactly(0, 1, 2);
  }

  @Test
  void rows_of_a_committed_stream_are_seen_at_once_and_have_offsets() throws Exception {
    // Given
    String stream = api.create(Type.COMMITTED);
    get(api.writer(stream).append(notes(0, 3), 0));
    // When
    AppendRowsResponse answer = get(api.writer(stream).append(notes(3, 5)));
    // Then
    assertThat(answer.getAppendResult().getOffset().getValue()).isEqualTo(3);
    assertThat(answer.getWriteStream()).isEqualTo(stream);
    assertThat(api.ids()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void rows_of_pending_streams_are_seen_all_at_once_when_they_are_committed() throws Exception {
    // Given
    String one = api.create(Type.PENDING);
    String other = api.create(Type.PENDING);
    get(api.writer(one).append(notes(0, 2), 0));
    get(api.writer(one).append(notes(2, 3), 2));
    get(api.writer(other).append(notes(10, 12), 0));
    assertThat(api.client.finalizeWriteStream(one).getRowCount()).isEqualTo(3);
    api.client.finalizeWriteStream(other);
    assertThat(api.ids()).isEmpty();
    // When, on a server that has been started anew
    api.close();
    open();
    BatchCommitWriteStreamsResponse answer = commit(one, other);
    // Then
    assertThat(answer.getStreamErrorsList()).isEmpty();
    assertThat(answer.hasCommitTime()).isTrue();
    assertThat(api.ids()).containsExactly(0, 1, 2, 10, 11);
    assertThat(api.client.getWriteStream(one).getCommitTime()).isEqualTo(answer.getCommitTime());
  }

  @Test
  void nothing_is_committed_when_one_of_the_streams_is_not_finalized() throws Exception {
    // Given
    String finished = api.create(Type.PENDING);
    String open = api.create(Type.PENDING);
    get(api.writer(finished).append(notes(0, 2)));
    api.client.finalizeWriteStream(finished);
    // When
    BatchCommitWriteStreamsResponse answer = commit(finished, open);
    // Then
    assertThat(answer.hasCommitTime()).isFalse();
    assertThat(answer.getStreamErrorsList())
        .singleElement()
        .satisfies(error -> {
          assertThat(error.getCode()).isEqualTo(StorageErrorCode.INVALID_STREAM_STATE);
          assertThat(error.getEntity()).isEqualTo(open);
        });
    assertThat(api.ids()).isEmpty();
  }

  @Test
  void a_stream_is_committed_once_only() throws Exception {
    String stream = api.create(Type.PENDING);
    get(api.writer(stream).append(notes(0, 2)));
    api.client.finalizeWriteStream(stream);
    commit(stream);
    assertThat(commit(stream).getStreamErrors(0).getCode())
        .isEqualTo(StorageErrorCode.STREAM_ALREADY_COMMITTED);
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @Test
  void only_pending_streams_that_are_there_are_committed() {
    assertThat(commit(api.create(Type.COMMITTED)).getStreamErrors(0).getCode())
        .isEqualTo(StorageErrorCode.INVALID_STREAM_TYPE);
    assertThat(commit(NOTES + "/streams/s77").getStreamErrors(0).getCode())
        .isEqualTo(StorageErrorCode.STREAM_NOT_FOUND);
  }

  @Test
  void a_stream_of_another_table_is_not_committed() {
    api.sql("CREATE TABLE others (id BIGINT)");
    String stream = api.create(Type.PENDING);
    assertThatThrownBy(() ->
            api.client.batchCommitWriteStreams(
                BatchCommitWriteStreamsRequest.newBuilder()
                    .setParent(WriteApi.DATASET + "others")
                    .addWriteStreams(stream)
                    .build()))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void rows_of_a_buffered_stream_are_seen_up_to_where_it_is_flushed_each_once() throws Exception {
    // Given
    String stream = api.create(Type.BUFFERED);
    get(api.writer(stream).append(notes(0, 5), 0));
    assertThat(api.ids()).isEmpty();
    // When, Then
    assertThat(flush(stream, 1)).isEqualTo(1);
    assertThat(api.ids()).containsExactly(0, 1);
    assertThat(flush(stream, 4)).isEqualTo(4);
    assertThat(api.ids()).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void a_flush_goes_forward_and_not_beyond_the_end() throws Exception {
    String stream = api.create(Type.BUFFERED);
    get(api.writer(stream).append(notes(0, 5), 0));
    flush(stream, 2);
    assertThatThrownBy(() -> flush(stream, 2)).isInstanceOf(AlreadyExistsException.class);
    assertThatThrownBy(() -> flush(stream, 5)).isInstanceOf(OutOfRangeException.class);
    api.client.finalizeWriteStream(stream);
    assertThatThrownBy(() -> flush(stream, 3)).isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void only_buffered_streams_are_flushed() {
    assertThatThrownBy(() -> flush(api.create(Type.PENDING), 0))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> flush(NOTES + "/streams/_default", 0))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Type.class,
      names = {"COMMITTED", "PENDING", "BUFFERED"})
  void a_finalized_stream_takes_no_rows_and_tells_how_many_it_has(Type type) throws Exception {
    String stream = api.create(type);
    get(api.writer(stream).append(notes(0, 4)));
    assertThat(api.client.finalizeWriteStream(stream).getRowCount()).isEqualTo(4);
    assertThat(api.client.finalizeWriteStream(stream).getRowCount()).isEqualTo(4);
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(4, 5), 4)))
        .isInstanceOf(StreamFinalizedException.class);
  }

  @Test
  void the_default_stream_is_not_finalized() {
    assertThatThrownBy(() -> api.client.finalizeWriteStream(NOTES + "/streams/_default"))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void a_stream_is_described_with_its_schema_when_the_full_view_is_asked_for() {
    // Given
    WriteStream made =
        api.client.createWriteStream(
            NOTES, WriteStream.newBuilder().setType(Type.BUFFERED).build());
    // When
    WriteStream basic = api.client.getWriteStream(made.getName());
    WriteStream full =
        api.client.getWriteStream(
            GetWriteStreamRequest.newBuilder()
                .setName(made.getName())
                .setView(WriteStreamView.FULL)
                .build());
    // Then
    assertThat(full).isEqualTo(made);
    assertThat(full.getType()).isEqualTo(Type.BUFFERED);
    assertThat(full.getTableSchema().getFieldsList())
        .extracting(TableFieldSchema::getName, TableFieldSchema::getMode)
        .containsExactly(
            tuple("id", TableFieldSchema.Mode.REQUIRED),
            tuple("text", TableFieldSchema.Mode.NULLABLE));
    assertThat(basic).isEqualTo(full.toBuilder().clearTableSchema().build());
  }

  @Test
  void a_stream_needs_a_type() {
    assertThatThrownBy(() -> api.create(Type.TYPE_UNSPECIFIED))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "_streams", "incidents", "x'y"})
  void what_is_no_table_is_not_found(String table) {
    assertThatThrownBy(() ->
            api.client.createWriteStream(
                WriteApi.DATASET + table, WriteStream.newBuilder().setType(Type.COMMITTED).build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_stream_that_is_not_used_for_three_days_is_gone_for_ever() throws Exception {
    // Given
    String stream = api.create(Type.COMMITTED);
    get(api.writer(stream).append(notes(0, 1), 0));
    api.time.advance(Duration.ofDays(2));
    get(api.writer(stream).append(notes(1, 2), 1));
    api.time.advance(Duration.ofDays(3));
    assertThat(api.client.getWriteStream(stream).getName()).isEqualTo(stream);
    // When
    api.time.advance(Duration.ofSeconds(1));
    // Then
    assertThatThrownBy(() -> get(api.writer(stream).append(notes(2, 3), 2)))
        .isInstanceOf(StreamNotFound.class);
    assertThatThrownBy(() -> api.client.getWriteStream(stream))
        .isInstanceOf(NotFoundException.class);
    assertThat(api.create(Type.COMMITTED)).isNotEqualTo(stream);
    assertThat(api.ids()).containsExactly(0, 1);
  }

  @Test
  void streams_of_a_file_that_knew_no_types_go_on() throws Exception {
    // Given
    api.close();
    try (DuckDbWarehouse file = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"));
        Statement statement = file.connection().createStatement()) {
      statement.execute("DROP TABLE _streams");
      statement.execute(
          "CREATE TABLE _streams (name VARCHAR NOT NULL, table_name VARCHAR NOT NULL,"
              + " next_row BIGINT NOT NULL, finalized BOOLEAN NOT NULL)");
      statement.execute("INSERT INTO _streams VALUES ('s1', 'notes', 2, false)");
    }
    // When
    open();
    AppendRowsResponse answer = get(api.writer(NOTES + "/streams/s1").append(notes(2, 3), 2));
    // Then
    assertThat(answer.getAppendResult().getOffset().getValue()).isEqualTo(2);
    assertThat(api.create(Type.COMMITTED)).endsWith("/s2");
  }

  private BatchCommitWriteStreamsResponse commit(String... streams) {
    return api.client.batchCommitWriteStreams(
        BatchCommitWriteStreamsRequest.newBuilder()
            .setParent(NOTES)
            .addAllWriteStreams(List.of(streams))
            .build());
  }

  private long flush(String stream, long offset) {
    return api.client
        .flushRows(
            FlushRowsRequest.newBuilder()
                .setWriteStream(stream)
                .setOffset(Int64Value.of(offset))
                .build())
        .getOffset();
  }
}
