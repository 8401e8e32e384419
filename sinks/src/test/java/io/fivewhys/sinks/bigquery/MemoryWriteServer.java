// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamResponse;
import com.google.cloud.bigquery.storage.v1.StorageError;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * COMMITTED streams in memory behind the real client, which checks offsets and fails as it is told.
 */
final class MemoryWriteServer extends BigQueryWriteGrpc.BigQueryWriteImplBase
    implements AutoCloseable {

  /** Asked before each append to a table; null lets it through. */
  interface Fault {
    @Nullable StatusRuntimeException of(String stream);
  }

  private final Server server;
  private final ManagedChannel channel;
  private final Map<String, List<ByteString>> streams = new LinkedHashMap<>();

  /** What landed, in streams that are gone too. */
  private final Map<String, List<ByteString>> landed = new LinkedHashMap<>();

  final List<String> traces = new ArrayList<>();
  volatile Fault fault = stream -> null;

  /** The connection ends after the next append that it answers. */
  volatile boolean idle;

  volatile String missingTable = "";

  private int created;

  MemoryWriteServer() throws IOException {
    String name = UUID.randomUUID().toString();
    server = InProcessServerBuilder.forName(name).addService(this).build().start();
    channel = InProcessChannelBuilder.forName(name).build();
  }

  StorageWarehouseWriter client() {
    return new StorageWarehouseWriter(
        "acme",
        "fivewhys",
        "europe-west1",
        FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)),
        NoCredentialsProvider.create());
  }

  /** Rows in streams of the table, those gone included. */
  synchronized int rows(String table) {
    return landed.entrySet().stream()
        .filter(stream -> stream.getKey().contains("/tables/" + table + "/"))
        .mapToInt(stream -> stream.getValue().size())
        .sum();
  }

  synchronized int streams() {
    return created;
  }

  /** As after days without a row. */
  synchronized void expire(String table) {
    streams.keySet().removeIf(stream -> stream.contains("/tables/" + table + "/"));
  }

  static StatusRuntimeException storageError(
      Status.Code code, StorageErrorCode error, String words) {
    return StatusProto.toStatusRuntimeException(status(code, error, words));
  }

  private static com.google.rpc.Status status(
      Status.Code code, StorageErrorCode error, String words) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage(words)
        .addDetails(
            Any.pack(StorageError.newBuilder().setCode(error).setErrorMessage(words).build()))
        .build();
  }

  @Override
  public synchronized void createWriteStream(
      CreateWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    if (request.getParent().endsWith("/tables/" + missingTable)) {
      answer.onError(
          Status.NOT_FOUND.withDescription("Requested entity was not found").asRuntimeException());
      return;
    }
    String name = request.getParent() + "/streams/s" + ++created;
    streams.put(name, new ArrayList<>());
    landed.put(name, streams.get(name));
    answer.onNext(WriteStream.newBuilder().setName(name).build());
    answer.onCompleted();
  }

  @Override
  public synchronized void finalizeWriteStream(
      FinalizeWriteStreamRequest request, StreamObserver<FinalizeWriteStreamResponse> answer) {
    List<ByteString> rows = streams.get(request.getName());
    if (rows == null) {
      answer.onError(
          storageError(Status.Code.NOT_FOUND, StorageErrorCode.STREAM_NOT_FOUND, "no stream"));
      return;
    }
    answer.onNext(FinalizeWriteStreamResponse.newBuilder().setRowCount(rows.size()).build());
    answer.onCompleted();
  }

  @Override
  public StreamObserver<AppendRowsRequest> appendRows(StreamObserver<AppendRowsResponse> answers) {
    return new StreamObserver<>() {
      private String stream = "";
      private boolean over;

      @Override
      public void onNext(AppendRowsRequest request) {
        if (over) {
          return;
        }
        if (!request.getWriteStream().isEmpty()) {
          stream = request.getWriteStream();
          traces.add(request.getTraceId());
        }
        try {
          answers.onNext(append(stream, request));
        } catch (StatusRuntimeException e) {
          over = true;
          answers.onError(e);
          return;
        }
        if (idle) {
          over = true;
          idle = false;
          answers.onError(
              Status.ABORTED.withDescription("Closing the stream: idle").asRuntimeException());
        }
      }

      @Override
      public void onError(Throwable failure) {
        over = true;
      }

      @Override
      public void onCompleted() {
        if (!over) {
          answers.onCompleted();
        }
      }
    };
  }

  private synchronized AppendRowsResponse append(String stream, AppendRowsRequest request) {
    StatusRuntimeException failure = fault.of(stream);
    if (failure != null) {
      throw failure;
    }
    List<ByteString> rows = streams.get(stream);
    if (rows == null) {
      throw storageError(Status.Code.NOT_FOUND, StorageErrorCode.STREAM_NOT_FOUND, "no stream");
    }
    long offset = request.getOffset().getValue();
    if (offset != rows.size()) {
      boolean exists = offset < rows.size();
      return AppendRowsResponse.newBuilder()
          .setError(
              status(
                  exists ? Status.Code.ALREADY_EXISTS : Status.Code.OUT_OF_RANGE,
                  exists
                      ? StorageErrorCode.OFFSET_ALREADY_EXISTS
                      : StorageErrorCode.OFFSET_OUT_OF_RANGE,
                  "expected offset " + rows.size() + ", received " + offset))
          .build();
    }
    rows.addAll(request.getProtoRows().getRows().getSerializedRowsList());
    return AppendRowsResponse.getDefaultInstance();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
