// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamResponse;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.RowError;
import com.google.cloud.bigquery.storage.v1.StorageError;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the Storage Write API that concern the default stream and COMMITTED ones, with the
 * answers and errors of the real service. Any project and dataset are taken as the one file's.
 */
final class BigQueryWriteServer extends BigQueryWriteGrpc.BigQueryWriteImplBase {

  private static final Pattern TABLE =
      Pattern.compile("projects/[^/]+/datasets/[^/]+/tables/([^/]+)");
  private static final Pattern STREAM =
      Pattern.compile("(" + TABLE.pattern() + ")/(?:streams/)?([^/]+)");

  /** A stream of a table, as named by a request. */
  private record Name(String full, Table table, String stream) {}

  private final DuckDbStreamStore store;
  private final Faults faults;

  BigQueryWriteServer(DuckDbStreamStore store, Faults faults) {
    this.store = store;
    this.faults = faults;
  }

  @Override
  public void createWriteStream(
      CreateWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    answer(
        answer,
        () -> {
          if (request.getWriteStream().getType() != WriteStream.Type.COMMITTED) {
            throw Status.UNIMPLEMENTED
                .withDescription(
                    "only COMMITTED streams, got " + request.getWriteStream().getType())
                .asRuntimeException();
          }
          Matcher parent = TABLE.matcher(request.getParent());
          Table table = table(parent.matches() ? parent.group(1) : request.getParent());
          return described(
              new Name(request.getParent() + "/streams/" + store.create(table), table, ""));
        });
  }

  @Override
  public void getWriteStream(GetWriteStreamRequest request, StreamObserver<WriteStream> answer) {
    answer(answer, () -> described(existing(request.getName())));
  }

  @Override
  public void finalizeWriteStream(
      FinalizeWriteStreamRequest request, StreamObserver<FinalizeWriteStreamResponse> answer) {
    answer(
        answer,
        () ->
            FinalizeWriteStreamResponse.newBuilder()
                .setRowCount(store.finish(existing(request.getName()).stream()))
                .build());
  }

  @Override
  public StreamObserver<AppendRowsRequest> appendRows(StreamObserver<AppendRowsResponse> answers) {
    return new Connection(answers);
  }

  /** One client's appends, in order. Stream and schema hold until a request names others. */
  private final class Connection implements StreamObserver<AppendRowsRequest> {

    private final StreamObserver<AppendRowsResponse> answers;
    private @Nullable Name name;
    private @Nullable RowDecoder decoder;
    private boolean over;

    Connection(StreamObserver<AppendRowsResponse> answers) {
      this.answers = answers;
    }

    @Override
    public void onNext(AppendRowsRequest request) {
      if (over) {
        return;
      }
      try {
        answers.onNext(append(request));
      } catch (StatusRuntimeException e) {
        end(e);
      } catch (SQLException | RuntimeException e) {
        end(Status.INTERNAL.withDescription(e.getMessage()).withCause(e).asRuntimeException());
      }
    }

    @Override
    public void onError(Throwable failure) {
      over = true;
    }

    @Override
    public void onCompleted() {
      if (!over) {
        over = true;
        answers.onCompleted();
      }
    }

    private void end(StatusRuntimeException why) {
      over = true;
      answers.onError(why);
    }

    private AppendRowsResponse append(AppendRowsRequest request) throws SQLException {
      Name to = destination(request);
      RowDecoder rowDecoder = decoder(request, to);
      if (store.finalized(to.stream())) {
        throw storageError(Status.Code.INVALID_ARGUMENT, StorageErrorCode.STREAM_FINALIZED, to);
      }
      long offset = request.hasOffset() ? request.getOffset().getValue() : -1;
      Faults.Fault fault = faults.onAppend(to.stream(), offset);
      if (fault == Faults.Fault.LOSE_REQUEST) {
        throw Status.UNAVAILABLE.withDescription("connection lost").asRuntimeException();
      }
      AppendRowsResponse answer =
          append(to, offset, request.getProtoRows().getRows().getSerializedRowsList(), rowDecoder);
      if (fault == Faults.Fault.LOSE_ANSWER) {
        throw Status.UNAVAILABLE.withDescription("connection lost").asRuntimeException();
      }
      return answer;
    }

    private Name destination(AppendRowsRequest request) throws SQLException {
      Name known = name;
      if (!request.getWriteStream().isEmpty()
          && (known == null || !known.full().equals(request.getWriteStream()))) {
        known = existing(request.getWriteStream());
        name = known;
        decoder = null;
      }
      if (known == null) {
        throw Status.INVALID_ARGUMENT
            .withDescription("the first request of a connection must name its stream")
            .asRuntimeException();
      }
      return known;
    }

    private RowDecoder decoder(AppendRowsRequest request, Name to) {
      RowDecoder known = decoder;
      if (request.getProtoRows().hasWriterSchema()) {
        try {
          known =
              new RowDecoder(
                  to.table().columns(),
                  request.getProtoRows().getWriterSchema().getProtoDescriptor());
        } catch (IllegalArgumentException e) {
          throw storageError(
              Status.Code.INVALID_ARGUMENT, StorageErrorCode.SCHEMA_MISMATCH_EXTRA_FIELDS, to);
        }
        decoder = known;
      }
      if (known == null) {
        throw Status.INVALID_ARGUMENT
            .withDescription("the first request for a stream must hold the writer's schema")
            .asRuntimeException();
      }
      return known;
    }

    private AppendRowsResponse append(
        Name to, long offset, List<ByteString> serialized, RowDecoder rowDecoder)
        throws SQLException {
      long next = store.nextRow(to.stream());
      if (offset >= 0 && offset != next) {
        return wrongOffset(to, offset, next);
      }
      List<List<@Nullable Object>> rows = new ArrayList<>(serialized.size());
      AppendRowsResponse.Builder errors = AppendRowsResponse.newBuilder();
      for (int i = 0; i < serialized.size(); i++) {
        try {
          List<@Nullable Object> row = rowDecoder.decode(serialized.get(i));
          String refusal = faults.refusal(row);
          if (refusal != null) {
            throw new RowDecoder.RowException(refusal);
          }
          rows.add(row);
        } catch (RowDecoder.RowException e) {
          errors
              .addRowErrorsBuilder()
              .setIndex(i)
              .setCode(RowError.RowErrorCode.FIELDS_ERROR)
              .setMessage(String.valueOf(e.getMessage()));
        }
      }
      if (errors.getRowErrorsCount() > 0) {
        return badRows(to, errors);
      }
      long at = store.append(to.table(), to.stream(), offset, rows);
      if (offset >= 0 && at != offset) {
        return wrongOffset(to, offset, at);
      }
      AppendRowsResponse.AppendResult.Builder result = AppendRowsResponse.AppendResult.newBuilder();
      if (offset >= 0) {
        result.setOffset(Int64Value.of(at));
      }
      return AppendRowsResponse.newBuilder()
          .setWriteStream(to.full())
          .setAppendResult(result)
          .build();
    }
  }

  private static AppendRowsResponse badRows(Name to, AppendRowsResponse.Builder errors) {
    return errors
        .setWriteStream(to.full())
        .setError(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INVALID_ARGUMENT.value())
                .setMessage("Errors found while processing rows. Please refer to the row_errors"))
        .build();
  }

  private static AppendRowsResponse wrongOffset(Name to, long offset, long next) {
    boolean exists = offset < next;
    String message =
        (exists ? "The offset is within stream" : "The offset is beyond stream")
            + ", expected offset "
            + next
            + ", received "
            + offset;
    return AppendRowsResponse.newBuilder()
        .setWriteStream(to.full())
        .setError(
            status(
                exists ? Status.Code.ALREADY_EXISTS : Status.Code.OUT_OF_RANGE,
                exists
                    ? StorageErrorCode.OFFSET_ALREADY_EXISTS
                    : StorageErrorCode.OFFSET_OUT_OF_RANGE,
                to.full(),
                message))
        .build();
  }

  private WriteStream described(Name name) {
    return WriteStream.newBuilder()
        .setName(name.full())
        .setType(WriteStream.Type.COMMITTED)
        .setWriteMode(WriteStream.WriteMode.INSERT)
        .setLocation("local")
        .setTableSchema(BigQuerySchema.of(name.table()))
        .build();
  }

  private Name existing(String full) throws SQLException {
    Matcher matcher = STREAM.matcher(full);
    if (!matcher.matches()) {
      throw Status.INVALID_ARGUMENT
          .withDescription("not the name of a stream: " + full)
          .asRuntimeException();
    }
    Name name = new Name(full, table(matcher.group(2)), matcher.group(3));
    if (!store.has(name.table(), name.stream())) {
      throw storageError(Status.Code.NOT_FOUND, StorageErrorCode.STREAM_NOT_FOUND, name);
    }
    return name;
  }

  private static Table table(String name) {
    return Tables.ALL.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            Status.NOT_FOUND.withDescription("Table not found: " + name).asRuntimeException());
  }

  private static StatusRuntimeException storageError(
      Status.Code code, StorageErrorCode error, Name name) {
    return StatusProto.toStatusRuntimeException(
        status(code, error, name.full(), error + " " + name.full()));
  }

  private static com.google.rpc.Status status(
      Status.Code code, StorageErrorCode error, String entity, String message) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .addDetails(
            Any.pack(
                StorageError.newBuilder()
                    .setCode(error)
                    .setEntity(entity)
                    .setErrorMessage(message)
                    .build()))
        .build();
  }

  private interface Call<T> {
    T run() throws SQLException;
  }

  private static <T> void answer(StreamObserver<T> answer, Call<T> call) {
    try {
      answer.onNext(call.run());
      answer.onCompleted();
    } catch (StatusRuntimeException e) {
      answer.onError(e);
    } catch (SQLException | RuntimeException e) {
      answer.onError(
          Status.INTERNAL.withDescription(e.getMessage()).withCause(e).asRuntimeException());
    }
  }
}
