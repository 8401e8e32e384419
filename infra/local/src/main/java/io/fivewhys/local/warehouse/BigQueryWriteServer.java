// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamResponse;
import com.google.cloud.bigquery.storage.v1.FlushRowsRequest;
import com.google.cloud.bigquery.storage.v1.FlushRowsResponse;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.cloud.bigquery.storage.v1.WriteStreamView;
import com.google.protobuf.Timestamp;
import io.fivewhys.local.warehouse.WriteService.Target;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.time.Instant;

/**
 * The calls of the Storage Write API, on streams of every type. Which calls a type takes, that
 * finalizing twice is no error and that a commit is all or nothing is documented by Google; that
 * flushing again what is flushed is ALREADY_EXISTS, and flushing a finalized stream
 * INVALID_ARGUMENT, is what Beam expects; that a committed stream answers an append as a finalized
 * one is a guess. Trace ids are taken as they come: no limit is documented.
 */
final class BigQueryWriteServer extends BigQueryWriteGrpc.BigQueryWriteImplBase {

  static final String LOCATION = "local";

  private final WriteService service;

  BigQueryWriteServer(WriteService service) {
    this.service = service;
  }

  @Override
  public void createWriteStream(
      CreateWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    answer(
        answer,
        request.getParent(),
        () -> {
          FileTable table = service.table(request.getParent());
          WriteStream.Type type = request.getWriteStream().getType();
          if (type == WriteStream.Type.TYPE_UNSPECIFIED || type == WriteStream.Type.UNRECOGNIZED) {
            throw invalid("Stream type must be specified.", request.getParent());
          }
          StoredStream made = service.store().create(table, type);
          StreamName name = StreamName.of(request.getParent(), table.name(), made.name());
          return described(new Target(name, table, made), true);
        });
  }

  @Override
  public void getWriteStream(GetWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    answer(
        answer,
        request.getName(),
        () ->
            described(
                service.target(request.getName()), request.getView() == WriteStreamView.FULL));
  }

  @Override
  public void finalizeWriteStream(
      FinalizeWriteStreamRequest request, StreamObserver<FinalizeWriteStreamResponse> answer) {
    answer(
        answer,
        request.getName(),
        () -> {
          Target target = service.target(request.getName());
          if (target.name().isDefault()) {
            throw invalid("The default stream cannot be finalized.", request.getName());
          }
          return FinalizeWriteStreamResponse.newBuilder()
              .setRowCount(service.store().finish(target.stream().name()))
              .build();
        });
  }

  @Override
  public void flushRows(FlushRowsRequest request, StreamObserver<FlushRowsResponse> answer) {
    answer(
        answer,
        request.getWriteStream(),
        () -> {
          Target target = service.target(request.getWriteStream());
          long offset = request.getOffset().getValue();
          checkFlush(request, target);
          service.store().flush(target.table(), target.stream().name(), offset + 1);
          return FlushRowsResponse.newBuilder().setOffset(offset).build();
        });
  }

  @Override
  public void batchCommitWriteStreams(
      BatchCommitWriteStreamsRequest request,
      StreamObserver<BatchCommitWriteStreamsResponse> answer) {
    answer(answer, request.getParent(), () -> new BatchCommit(service).run(request));
  }

  @Override
  public StreamObserver<AppendRowsRequest> appendRows(StreamObserver<AppendRowsResponse> client) {
    AppendConnection connection =
        new AppendConnection(service, new Answers(client, service.time()));
    // With it, an answer to one who has left is no error.
    ((ServerCallStreamObserver<AppendRowsResponse>) client)
        .setOnCancelHandler(connection::cancelled);
    return connection;
  }

  private static void checkFlush(FlushRowsRequest request, Target target) {
    String entity = request.getWriteStream();
    StoredStream stream = target.stream();
    long offset = request.getOffset().getValue();
    if (stream.type() != WriteStream.Type.BUFFERED) {
      throw WriteService.refused(
          StorageErrors.of(
              Code.INVALID_ARGUMENT,
              StorageErrorCode.INVALID_STREAM_TYPE,
              "Stream must be created in buffered mode, actual: " + stream.type(),
              entity));
    }
    if (!request.hasOffset()) {
      throw invalid("The offset to flush to must be specified.", entity);
    }
    if (stream.finalized()) {
      throw WriteService.refused(StorageErrors.finalized(entity));
    }
    if (offset >= stream.nextRow()) {
      throw WriteService.refused(
          StorageErrors.of(
              Code.OUT_OF_RANGE,
              StorageErrorCode.OFFSET_OUT_OF_RANGE,
              "Offset " + offset + " is beyond the end of the stream.",
              entity));
    }
    if (offset < stream.flushed()) {
      throw WriteService.refused(
          StorageErrors.of(
              Code.ALREADY_EXISTS,
              StorageErrorCode.OFFSET_ALREADY_EXISTS,
              "Offset " + offset + " is flushed already.",
              entity));
    }
  }

  private static WriteStream described(Target target, boolean full) {
    StoredStream stream = target.stream();
    WriteStream.Builder described =
        WriteStream.newBuilder()
            .setName(target.name().full())
            .setType(stream.type())
            .setCreateTime(timestamp(stream.created()))
            .setWriteMode(WriteStream.WriteMode.INSERT)
            .setLocation(LOCATION);
    Instant committed = stream.committed();
    if (committed != null) {
      described.setCommitTime(timestamp(committed));
    }
    if (full) {
      described.setTableSchema(target.table().schema());
    }
    return described.build();
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static StatusRuntimeException invalid(String message, String entity) {
    return WriteService.refused(StorageErrors.of(Code.INVALID_ARGUMENT, message, entity));
  }

  private interface Call<T> {
    T run() throws SQLException;
  }

  private <T> void answer(StreamObserver<T> answer, String entity, Call<T> call) {
    Faults.Fault fault = service.faults().onCall(entity);
    try {
      refuse(fault, entity);
      T result = call.run();
      if (fault == Faults.Fault.LOSE_ANSWER) {
        throw WriteService.refused(StorageErrors.unavailable(entity));
      }
      answer.onNext(result);
      answer.onCompleted();
    } catch (StatusRuntimeException e) {
      answer.onError(e);
    } catch (SQLException | RuntimeException e) {
      answer.onError(
          Status.INTERNAL.withDescription(e.getMessage()).withCause(e).asRuntimeException());
    }
  }

  private static void refuse(Faults.Fault fault, String entity) {
    switch (fault) {
      case LOSE_REQUEST -> throw WriteService.refused(StorageErrors.unavailable(entity));
      case QUOTA ->
          throw WriteService.refused(StorageErrors.quota("CreateWriteStream requests", entity));
      case PERMISSION_DENIED -> throw WriteService.refused(StorageErrors.permissionDenied(entity));
      default -> {
        // The others concern appends.
      }
    }
  }
}
