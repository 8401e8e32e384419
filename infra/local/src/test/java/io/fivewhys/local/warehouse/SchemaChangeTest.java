// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.local.warehouse.WriteApi.NOTES;
import static io.fivewhys.local.warehouse.WriteApi.get;
import static io.fivewhys.local.warehouse.WriteApi.notes;
import static io.fivewhys.local.warehouse.WriteApi.row;
import static io.fivewhys.local.warehouse.WriteApi.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.Exceptions.SchemaMismatchedException;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.TableSchema;
import com.google.cloud.bigquery.storage.v1.WriteStream.Type;
import com.google.cloud.bigquery.storage.v1.WriteStreamView;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table's columns change in the file while clients are connected. */
class SchemaChangeTest {

  private static final DescriptorProto WITH_COLOUR =
      WriteApi.schema(
          DescriptorProto.newBuilder(),
          "id",
          FieldDescriptorProto.Type.TYPE_INT64,
          "text",
          FieldDescriptorProto.Type.TYPE_STRING,
          "colour",
          FieldDescriptorProto.Type.TYPE_STRING);

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
  void a_stream_is_described_with_the_columns_of_now() {
    addColour();
    TableSchema schema =
        api.client
            .getWriteStream(
                GetWriteStreamRequest.newBuilder()
                    .setName(stream)
                    .setView(WriteStreamView.FULL)
                    .build())
            .getTableSchema();
    assertThat(names(schema)).containsExactly("id", "text", "colour");
  }

  @Test
  void a_connection_is_told_once_and_goes_on_with_the_columns_it_knows() throws Exception {
    // Given
    StreamWriter writer = api.writer(stream);
    assertThat(get(writer.append(notes(0, 1), 0)).hasUpdatedSchema()).isFalse();
    // When
    addColour();
    AppendRowsResponse first = get(writer.append(notes(1, 2), 1));
    AppendRowsResponse second = get(writer.append(notes(2, 3), 2));
    // Then
    assertThat(names(first.getUpdatedSchema())).containsExactly("id", "text", "colour");
    assertThat(second.hasUpdatedSchema()).isFalse();
    assertThat(api.query("SELECT colour FROM notes")).containsExactly(null, null, null);
  }

  @Test
  void a_connection_made_after_the_change_is_not_told() throws Exception {
    addColour();
    assertThat(get(api.writer(stream).append(notes(0, 1), 0)).hasUpdatedSchema()).isFalse();
  }

  @Test
  void the_json_client_writes_the_new_column_by_itself() throws Exception {
    try (JsonStreamWriter writer = api.jsonWriter(NOTES + "/streams/_default")) {
      // Given
      get(writer.append(new JSONArray(List.of(new JSONObject().put("id", 1)))));
      addColour();
      get(writer.append(new JSONArray(List.of(new JSONObject().put("id", 2)))));
      // When
      get(
          writer.append(
              new JSONArray(List.of(new JSONObject().put("id", 3).put("colour", "red")))));
    }
    // Then
    assertThat(api.query("SELECT colour FROM notes ORDER BY id"))
        .containsExactly(null, null, "red");
  }

  @Test
  void a_column_that_the_table_lacks_is_refused_until_it_is_there() throws Exception {
    // Given
    assertThatThrownBy(
            () -> get(api.writer(stream, WITH_COLOUR).append(rows(row(1, "a", "red")), 0)))
        .isInstanceOf(SchemaMismatchedException.class)
        .hasMessageContaining(
            "Input schema has more fields than BigQuery schema, extra fields: 'colour' Entity: "
                + stream);
    // When
    addColour();
    get(api.writer(stream, WITH_COLOUR).append(rows(row(1, "a", "red")), 0));
    // Then
    assertThat(api.query("SELECT colour FROM notes")).containsExactly("red");
  }

  @Test
  void rows_that_wait_in_a_pending_stream_keep_what_they_have() throws Exception {
    // Given
    String pending = api.create(Type.PENDING);
    get(api.writer(pending).append(notes(0, 1), 0));
    addColour();
    get(api.writer(pending, WITH_COLOUR).append(rows(row(1, "b", "blue")), 1));
    api.client.finalizeWriteStream(pending);
    // When
    api.client.batchCommitWriteStreams(
        BatchCommitWriteStreamsRequest.newBuilder()
            .setParent(NOTES)
            .addWriteStreams(pending)
            .build());
    // Then
    assertThat(api.query("SELECT colour FROM notes ORDER BY id")).containsExactly(null, "blue");
  }

  @Test
  void a_column_that_is_dropped_is_one_too_many() throws Exception {
    StreamWriter writer = api.writer(stream);
    get(writer.append(notes(0, 1), 0));
    api.sql("ALTER TABLE notes DROP COLUMN text");
    assertThatThrownBy(() -> get(writer.append(notes(1, 2), 1)))
        .isInstanceOf(SchemaMismatchedException.class);
  }

  private void addColour() {
    api.sql("ALTER TABLE notes ADD COLUMN colour VARCHAR");
  }

  private static List<String> names(TableSchema schema) {
    return schema.getFieldsList().stream().map(TableFieldSchema::getName).toList();
  }
}
