// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.api.core.ApiFuture;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteClient;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteSettings;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.ProtoRows;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Google's own clients before the local server, over a file with a table {@code notes (id, text)}.
 */
final class WriteApi implements AutoCloseable {

  static final String DATASET = "projects/local/datasets/fivewhys/tables/";
  static final String NOTES = DATASET + "notes";

  /** The columns of {@code notes} as a client writes them. */
  static final DescriptorProto ID_AND_TEXT =
      schema(DescriptorProto.newBuilder(), "id", Type.TYPE_INT64, "text", Type.TYPE_STRING);

  final HandTime time = new HandTime();
  final DuckDbWarehouse file;
  final BigQueryWriteClient client;
  volatile Faults faults = Faults.NONE;
  private final StorageWriteServer server;
  private final ManagedChannel channel;
  private final TransportChannelProvider channels;
  private final List<StreamWriter> writers = new ArrayList<>();

  WriteApi(Path directory) throws IOException {
    file = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"));
    sql("CREATE TABLE IF NOT EXISTS notes (id BIGINT NOT NULL, text VARCHAR)");
    server = StorageWriteServer.onLoopback(0, file, new CurrentFaults(), time);
    channel = LocalWarehouse.channel(server);
    channels = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
    BigQueryWriteSettings.Builder settings =
        BigQueryWriteSettings.newBuilder()
            .setTransportChannelProvider(channels)
            .setCredentialsProvider(NoCredentialsProvider.create());
    client = BigQueryWriteClient.create(settings.build());
  }

  static DescriptorProto schema(DescriptorProto.Builder message, Object... namesAndTypes) {
    message.setName("Row");
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      message
          .addFieldBuilder()
          .setName((String) namesAndTypes[i])
          .setNumber(message.getFieldCount())
          .setLabel(Label.LABEL_OPTIONAL)
          .setType((Type) namesAndTypes[i + 1]);
    }
    return message.build();
  }

  /** A row with its values as fields 1, 2, …: a text or a number each; null is left out. */
  static ByteString row(Object... values) {
    UnknownFieldSet.Builder row = UnknownFieldSet.newBuilder();
    for (int i = 0; i < values.length; i++) {
      UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
      if (values[i] instanceof String text) {
        row.addField(i + 1, field.addLengthDelimited(ByteString.copyFromUtf8(text)).build());
      } else if (values[i] instanceof Integer number) {
        row.addField(i + 1, field.addVarint(number).build());
      }
    }
    return row.build().toByteString();
  }

  static ProtoRows rows(ByteString... rows) {
    return ProtoRows.newBuilder().addAllSerializedRows(List.of(rows)).build();
  }

  /** Notes with the numbers from {@code from} to before {@code to}. */
  static ProtoRows notes(int from, int to) {
    ProtoRows.Builder rows = ProtoRows.newBuilder();
    for (int id = from; id < to; id++) {
      rows.addSerializedRows(row(id, "note " + id));
    }
    return rows.build();
  }

  String create(WriteStream.Type type) {
    return client
        .createWriteStream(NOTES, WriteStream.newBuilder().setType(type).build())
        .getName();
  }

  StreamWriter writer(String stream) throws IOException {
    return writer(stream, ID_AND_TEXT);
  }

  StreamWriter writer(String stream, DescriptorProto schema) throws IOException {
    return built(
        StreamWriter.newBuilder(stream, client)
            .setWriterSchema(ProtoSchema.newBuilder().setProtoDescriptor(schema).build())
            .setLocation(BigQueryWriteServer.LOCATION)
            .setTraceId("fivewhys:test")
            .setMaxRetryDuration(Duration.ofSeconds(20)));
  }

  /** One that repeats requests which are answered with errors that pass. */
  StreamWriter retryingWriter(String stream) throws IOException {
    return built(
        StreamWriter.newBuilder(stream, client)
            .setWriterSchema(ProtoSchema.newBuilder().setProtoDescriptor(ID_AND_TEXT).build())
            .setLocation(BigQueryWriteServer.LOCATION)
            .setRetrySettings(
                RetrySettings.newBuilder()
                    .setInitialRetryDelayDuration(Duration.ofMillis(10))
                    .setMaxRetryDelayDuration(Duration.ofMillis(100))
                    .setRetryDelayMultiplier(2)
                    .setMaxAttempts(5)
                    .build()));
  }

  JsonStreamWriter jsonWriter(String stream) throws Exception {
    return JsonStreamWriter.newBuilder(stream, client)
        .setChannelProvider(channels)
        .setCredentialsProvider(NoCredentialsProvider.create())
        .setLocation(BigQueryWriteServer.LOCATION)
        .build();
  }

  private StreamWriter built(StreamWriter.Builder builder) throws IOException {
    StreamWriter writer =
        builder
            .setChannelProvider(channels)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    writers.add(writer);
    return writer;
  }

  static AppendRowsResponse get(ApiFuture<AppendRowsResponse> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e);
    }
  }

  void sql(String statement) {
    try (Connection connection = file.connection().duplicate();
        Statement executed = connection.createStatement()) {
      executed.execute(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The first column of what a query gives. */
  List<Object> query(String query) {
    List<Object> values = new ArrayList<>();
    try (Connection connection = file.connection().duplicate();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        values.add(rows.getObject(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return values;
  }

  /** The notes that are to be seen, in the order they came. */
  List<Object> ids() {
    return query("SELECT id::INTEGER FROM notes ORDER BY rowid");
  }

  @Override
  public void close() {
    writers.forEach(StreamWriter::close);
    client.close();
    channel.shutdownNow();
    server.close();
    file.close();
  }

  private final class CurrentFaults implements Faults {

    @Override
    public Fault onAppend(String stream, long offset) {
      return faults.onAppend(stream, offset);
    }

    @Override
    public Fault onCall(String table) {
      return faults.onCall(table);
    }

    @Override
    public Duration lateness(String stream, long offset) {
      return faults.lateness(stream, offset);
    }
  }
}
