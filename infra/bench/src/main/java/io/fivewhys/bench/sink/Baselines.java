// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.sink;

import com.google.api.core.ApiFuture;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.JsonStreamWriter;
import com.google.cloud.bigquery.storage.v1.ProtoRows;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.StreamWriter;
import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.TableSchema;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.fivewhys.sinks.bigquery.RefusedRows;
import io.fivewhys.sinks.bigquery.StreamPosition;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableProto;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.sinks.bigquery.Warehouse;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.json.JSONArray;
import org.json.JSONObject;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which most programs write rows with Google's client, beside ours and fed by the same
 * sink: JSON that the client converts, and a message object for each row. Requests are as large as
 * ours, and neither recovers from anything.
 */
public final class Baselines {

  private static final String STREAM = "projects/p/datasets/d/tables/%s/streams/bench";

  private static final int REQUEST_ROWS = 2_000;

  private Baselines() {}

  public static Warehouse json(ManagedChannel channel) {
    return new Writers(channel, JsonWriter::new);
  }

  public static Warehouse dynamicMessage(ManagedChannel channel) {
    return new Writers(channel, MessageWriter::new);
  }

  private interface Way {
    TableWriter writer(Table table, FixedTransportChannelProvider channels);
  }

  private record Writers(ManagedChannel channel, Way way) implements Warehouse {

    @Override
    public TableWriter writer(Table table, StreamProgress progress, RefusedRows refusedRows) {
      return way.writer(
          table, FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)));
    }

    @Override
    public void close() {}
  }

  private abstract static class BatchWriter implements TableWriter {

    private final List<List<@Nullable Object>> waiting = new ArrayList<>();
    private final List<ApiFuture<AppendRowsResponse>> sent = new ArrayList<>();

    abstract ApiFuture<AppendRowsResponse> append(List<List<@Nullable Object>> rows, long offset);

    private long offset;

    @Override
    public void append(List<@Nullable Object> values) {
      waiting.add(values);
      if (waiting.size() == REQUEST_ROWS) {
        send();
      }
    }

    @Override
    public void send() {
      if (!waiting.isEmpty()) {
        sent.add(append(waiting, offset));
        offset += waiting.size();
        waiting.clear();
      }
    }

    @Override
    public StreamPosition flush() {
      send();
      try {
        for (ApiFuture<AppendRowsResponse> response : sent) {
          response.get();
        }
      } catch (ExecutionException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
      sent.clear();
      return new StreamPosition("bench", offset, 0, List.of());
    }

    @Override
    public @Nullable StreamPosition reached() {
      return null;
    }
  }

  private static final class JsonWriter extends BatchWriter {

    private final Table table;
    private final JsonStreamWriter writer;

    JsonWriter(Table table, FixedTransportChannelProvider channels) {
      this.table = table;
      try {
        writer =
            JsonStreamWriter.newBuilder(STREAM.formatted(table.name()), schema(table))
                .setChannelProvider(channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build();
      } catch (IOException | DescriptorValidationException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    ApiFuture<AppendRowsResponse> append(List<List<@Nullable Object>> rows, long offset) {
      JSONArray array = new JSONArray();
      rows.forEach(row -> array.put(object(table.columns(), row)));
      try {
        return writer.append(array, offset);
      } catch (IOException | DescriptorValidationException e) {
        throw new IllegalStateException(e);
      }
    }

    private static JSONObject object(List<Column> columns, List<?> values) {
      JSONObject object = new JSONObject();
      for (int i = 0; i < columns.size(); i++) {
        Object value = values.get(i);
        if (value instanceof List<?> elements) {
          JSONArray array = new JSONArray();
          for (Object element : elements) {
            array.put(
                element instanceof List<?> fields
                    ? object(columns.get(i).fields(), fields)
                    : element);
          }
          object.put(columns.get(i).name(), array);
        } else if (value != null) {
          object.put(columns.get(i).name(), value);
        }
      }
      return object;
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  private static final class MessageWriter extends BatchWriter {

    private final Descriptor descriptor;
    private final StreamWriter writer;

    MessageWriter(Table table, FixedTransportChannelProvider channels) {
      TableProto proto = TableProto.of(table);
      try {
        descriptor =
            FileDescriptor.buildFrom(
                    FileDescriptorProto.newBuilder().addMessageType(proto.descriptor()).build(),
                    new FileDescriptor[0])
                .getMessageTypes()
                .getFirst();
        writer =
            StreamWriter.newBuilder(STREAM.formatted(table.name()))
                .setWriterSchema(
                    ProtoSchema.newBuilder().setProtoDescriptor(proto.descriptor()).build())
                .setChannelProvider(channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build();
      } catch (DescriptorValidationException e) {
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    ApiFuture<AppendRowsResponse> append(List<List<@Nullable Object>> rows, long offset) {
      ProtoRows.Builder request = ProtoRows.newBuilder();
      for (List<@Nullable Object> row : rows) {
        ByteString bytes = message(descriptor, row).toByteString();
        request.addSerializedRows(bytes);
      }
      return writer.append(request.build(), offset);
    }

    private static DynamicMessage message(Descriptor type, List<?> values) {
      DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
      for (int i = 0; i < values.size(); i++) {
        FieldDescriptor field = type.getFields().get(i);
        Object value = values.get(i);
        if (value instanceof List<?> elements) {
          for (Object element : elements) {
            message.addRepeatedField(
                field,
                element instanceof List<?> fields
                    ? message(field.getMessageType(), fields)
                    : element);
          }
        } else if (value != null) {
          message.setField(field, value);
        }
      }
      return message.build();
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  private static TableSchema schema(Table table) {
    return TableSchema.newBuilder().addAllFields(fields(table.columns())).build();
  }

  private static List<TableFieldSchema> fields(List<Column> columns) {
    return columns.stream()
        .map(column ->
            TableFieldSchema.newBuilder()
                .setName(column.name())
                .setType(
                    switch (column.type()) {
                      case FLOAT64 -> TableFieldSchema.Type.DOUBLE;
                      default -> TableFieldSchema.Type.valueOf(column.type().name());
                    })
                .setMode(TableFieldSchema.Mode.valueOf(column.mode().name()))
                .addAllFields(fields(column.fields()))
                .build())
        .toList();
  }
}
