// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.local.warehouse.WriteApi.ID_AND_TEXT;
import static io.fivewhys.local.warehouse.WriteApi.NOTES;
import static io.fivewhys.local.warehouse.WriteApi.get;
import static io.fivewhys.local.warehouse.WriteApi.notes;
import static io.fivewhys.local.warehouse.WriteApi.row;
import static io.fivewhys.local.warehouse.WriteApi.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.BidiStream;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.UnimplementedException;
import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.ArrowSchema;
import com.google.cloud.bigquery.storage.v1.Exceptions.AppendSerializationError;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetAlreadyExists;
import com.google.cloud.bigquery.storage.v1.Exceptions.OffsetOutOfRange;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.WriteStream.Type;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an append may be, told by the unmodified client and, where that is too careful, beside it.
 */
class AppendRulesTest {

  private static final int MEGABYTE = 1 << 20;

  @TempDir Path directory;
  private WriteApi api;
  private String stream;

  @BeforeEach
  void open() throws IOException {
    api = new WriteApi(directory);
    stream = api.create(Type.COMMITTED);
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void an_offset_before_the_end_already_exists() throws Exception {
    StreamWriter writer = api.writer(stream);
    get(writer.append(notes(0, 5), 0));
    assertThatThrownBy(() -> get(writer.append(notes(2, 4), 2)))
        .isInstanceOfSatisfying(
            OffsetAlreadyExists.class,
            e -> {
              assertThat(e.getExpectedOffset()).isEqualTo(5);
              assertThat(e.getActualOffset()).isEqualTo(2);
            });
    assertThat(api.ids()).hasSize(5);
  }

  @Test
  void an_offset_beyond_the_end_is_out_of_range_and_the_connection_stays() throws Exception {
    StreamWriter writer = api.writer(stream);
    assertThatThrownBy(() -> get(writer.append(notes(3, 4), 3)))
        .isInstanceOfSatisfying(
            OffsetOutOfRange.class, e -> assertThat(e.getExpectedOffset()).isZero());
    get(writer.append(notes(0, 1), 0));
    assertThat(writer.isClosed()).isFalse();
    assertThat(api.ids()).containsExactly(0);
  }

  @Test
  void an_offset_on_the_default_stream_is_refused() throws Exception {
    StreamWriter writer = api.writer(NOTES + "/streams/_default");
    assertThatThrownBy(() -> get(writer.append(notes(0, 1), 0)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("INVALID_ARGUMENT");
    assertThat(api.ids()).isEmpty();
  }

  @Test
  void every_bad_row_is_told_and_none_of_the_request_is_stored() throws Exception {
    StreamWriter writer = api.writer(stream);
    assertThatThrownBy(() ->
            get(
                writer.append(
                    rows(row(0, "a"), row(null, "b"), row(2), ByteString.copyFromUtf8("\u0001")),
                    0)))
        .isInstanceOfSatisfying(
            AppendSerializationError.class,
            e -> {
              Map<Integer, String> reasons = e.getRowIndexToErrorMessage();
              assertThat(reasons.keySet()).containsExactly(1, 3);
              assertThat(reasons.get(1)).isEqualTo("Field id is required");
              assertThat(reasons.get(3)).startsWith("row is not a message");
            });
    assertThat(api.ids()).isEmpty();
  }

  @Test
  void a_nullable_column_that_a_row_leaves_out_is_null() throws Exception {
    get(api.writer(stream).append(rows(row(1)), 0));
    assertThat(api.query("SELECT text FROM notes")).containsExactly((Object) null);
  }

  @Test
  void a_request_beyond_ten_megabytes_is_refused_with_its_size_and_the_limit() throws Exception {
    StreamWriter writer = api.writer(stream);
    String text = "x".repeat(6 * MEGABYTE);
    assertThatThrownBy(() -> get(writer.append(rows(row(1, text), row(2, text)), 0)))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageMatching(
            "INVALID_ARGUMENT: AppendRows request too large: 1258\\d{4} limit 10485760 Entity: "
                + stream);
    get(writer.append(rows(row(1, text)), 0));
    assertThat(api.ids()).containsExactly(1);
  }

  @Test
  void a_row_beyond_ten_megabytes_is_a_bad_one() throws Exception {
    StreamWriter writer = api.writer(stream);
    assertThatThrownBy(() -> get(writer.append(rows(row(1, "x".repeat(10_100_000))), 0)))
        .isInstanceOfSatisfying(
            AppendSerializationError.class,
            e ->
                assertThat(e.getRowIndexToErrorMessage().get(0))
                    .isEqualTo("Row is too large: 10100007 limit 10000000"));
  }

  @Test
  void a_field_of_another_type_than_its_column_is_refused() throws Exception {
    DescriptorProto texts =
        WriteApi.schema(DescriptorProto.newBuilder(), "id", FieldDescriptorProto.Type.TYPE_STRING);
    assertThatThrownBy(() -> get(api.writer(stream, texts).append(rows(row("1")), 0)))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(
            "The proto field mismatched with BigQuery field at Row.id, the proto field type string,"
                + " BigQuery field type INT64 Entity: "
                + stream);
  }

  @Test
  void json_with_lists_structs_and_times_arrives_as_it_was() throws Exception {
    // Given
    api.sql(
        "CREATE TABLE things (seen TIMESTAMP NOT NULL, ok BOOLEAN, share DOUBLE, tags VARCHAR[],"
            + " counts BIGINT[], parts STRUCT(name VARCHAR, sizes BIGINT[])[],"
            + " whole STRUCT(a BIGINT, inner_part STRUCT(b VARCHAR, t TIMESTAMP)))");
    JSONObject thing =
        new JSONObject()
            .put("seen", "2026-03-01 10:00:00.123456 UTC")
            .put("ok", true)
            .put("share", 0.5)
            .put("tags", List.of("x", "y"))
            .put("counts", List.of(1, 2))
            .put("parts", List.of(Map.of("name", "p", "sizes", List.of(7))))
            .put(
                "whole",
                Map.of("a", 3, "inner_part", Map.of("b", "deep", "t", 1_772_359_200_000_000L)));
    // When
    try (JsonStreamWriter writer = api.jsonWriter(WriteApi.DATASET + "things/streams/_default")) {
      get(writer.append(new JSONArray(List.of(thing))));
    }
    // Then
    assertThat(api.query("SELECT to_json(things)::VARCHAR FROM things"))
        .containsExactly(
            "{\"seen\":\"2026-03-01 10:00:00.123456\",\"ok\":true,\"share\":0.5,\"tags\":[\"x\",\"y\"],"
                + "\"counts\":[1,2],\"parts\":[{\"name\":\"p\",\"sizes\":[7]}],\"whole\":{\"a\":3,"
                + "\"inner_part\":{\"b\":\"deep\",\"t\":\"2026-03-01 10:00:00\"}}}");
  }

  @Test
  void tables_share_a_connection_on_their_default_streams() {
    // Given
    api.sql("CREATE TABLE others (id BIGINT)");
    String others = WriteApi.DATASET + "others/streams/_default";
    BidiStream<AppendRowsRequest, AppendRowsResponse> connection =
        api.client.appendRowsCallable().call();
    // When
    connection.send(request(NOTES + "/streams/_default", 1));
    connection.send(request(others, 2).toBuilder().setProtoRows(ids(2)).build());
    connection.closeSend();
    // Then
    connection.forEach(answer -> assertThat(answer.hasAppendResult()).isTrue());
    assertThat(api.ids()).containsExactly(1);
    assertThat(api.query("SELECT id::INTEGER FROM others")).containsExactly(2);
  }

  @Test
  void streams_that_were_made_do_not_share_a_connection() {
    String other = api.create(Type.COMMITTED);
    assertRefused(
        "Only default streams may share a connection", request(stream, 1), request(other, 2));
  }

  @Test
  void a_connection_begins_with_a_stream_and_a_schema() {
    AppendRowsRequest whole = request(stream, 1);
    assertRefused("must name its stream", whole.toBuilder().clearWriteStream().build());
    AppendRowsRequest.Builder bare = whole.toBuilder();
    bare.getProtoRowsBuilder().clearWriterSchema();
    assertRefused("must hold the writer's schema", bare.build());
    assertRefused("Invalid stream name", request("streams/s1", 1));
  }

  @Test
  void rows_in_arrow_are_not_taken() {
    AppendRowsRequest.Builder arrow = request(stream, 1).toBuilder();
    arrow.getArrowRowsBuilder().setWriterSchema(ArrowSchema.getDefaultInstance());
    BidiStream<AppendRowsRequest, AppendRowsResponse> connection =
        api.client.appendRowsCallable().call();
    connection.send(arrow.build());
    assertThatThrownBy(() -> connection.iterator().hasNext())
        .isInstanceOf(UnimplementedException.class);
  }

  @Test
  void a_connection_ends_when_nothing_has_come_for_ten_minutes() {
    // Given
    BidiStream<AppendRowsRequest, AppendRowsResponse> connection =
        api.client.appendRowsCallable().call();
    Iterator<AppendRowsResponse> answers = connection.iterator();
    for (int id = 0; id < 3; id++) {
      connection.send(request(stream, id));
      assertThat(answers.next().hasAppendResult()).isTrue();
      api.time.advance(Duration.ofMinutes(9));
    }
    assertThat(api.ids()).containsExactly(0, 1, 2);
    // When
    api.time.advance(Duration.ofMinutes(1));
    // Then
    assertThatThrownBy(answers::hasNext)
        .isInstanceOf(AbortedException.class)
        .hasMessageContaining(
            "Closing the stream because it has been inactive for 600 seconds. Entity: " + stream);
  }

  @Test
  void the_client_goes_on_after_ten_idle_minutes() throws Exception {
    StreamWriter writer = api.writer(stream);
    get(writer.append(notes(0, 1), 0));
    api.time.advance(Duration.ofMinutes(11));
    get(writer.append(notes(1, 2), 1));
    assertThat(api.ids()).containsExactly(0, 1);
  }

  private void assertRefused(String why, AppendRowsRequest... requests) {
    BidiStream<AppendRowsRequest, AppendRowsResponse> connection =
        api.client.appendRowsCallable().call();
    for (AppendRowsRequest request : requests) {
      connection.send(request);
    }
    assertThatThrownBy(() -> connection.forEach(answer -> {}))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining(why);
  }

  private static AppendRowsRequest request(String stream, int id) {
    AppendRowsRequest.Builder request =
        AppendRowsRequest.newBuilder().setWriteStream(stream).setTraceId("test:raw");
    request
        .getProtoRowsBuilder()
        .setWriterSchema(ProtoSchema.newBuilder().setProtoDescriptor(ID_AND_TEXT))
        .setRows(notes(id, id + 1));
    return request.build();
  }

  private static AppendRowsRequest.ProtoData ids(int id) {
    DescriptorProto schema =
        WriteApi.schema(DescriptorProto.newBuilder(), "id", FieldDescriptorProto.Type.TYPE_INT64);
    return AppendRowsRequest.ProtoData.newBuilder()
        .setWriterSchema(ProtoSchema.newBuilder().setProtoDescriptor(schema))
        .setRows(rows(row(id)))
        .build();
  }
}
