// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.rpc.Status;
import io.fivewhys.local.warehouse.WriteService.Target;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: stream and schema hold until a request names others, which only default
 * streams may do. Errors that concern a request alone are answers, as with the real service: wrong
 * offsets, bad rows, quota, internal ones. The others end the connection; that a request which is
 * too large is answered is a guess. It ends, too, when nothing has come for ten minutes.
 */
final class AppendConnection implements StreamObserver<AppendRowsRequest> {

  /** As the real service says when it does it. */
  static final Duration IDLE = Duration.ofSeconds(600);

  private final WriteService service;
  private final Answers answers;

  /** By stream: what the client knows of the table, or was told last. */
  private final Map<String, FileTable> known = new TreeMap<>();

  private @Nullable StreamName name;
  private @Nullable DescriptorProto schema;
  private @Nullable RowReader reader;
  private Instant heard;
  private boolean over;

  AppendConnection(WriteService service, Answers answers) {
    this.service = service;
    this.answers = answers;
    this.heard = service.time().instant();
    endWhenIdle(IDLE);
  }

  @Override
  public synchronized void onNext(AppendRowsRequest request) {
    if (over) {
      return;
    }
    heard = service.time().instant();
    try {
      append(request);
    } catch (StatusRuntimeException e) {
      end(StatusProto.fromThrowable(e));
    } catch (SQLException | RuntimeException e) {
      end(
          Status.newBuilder()
              .setCode(Code.INTERNAL.value())
              .setMessage(String.valueOf(e.getMessage()))
              .build());
    }
  }

  @Override
  public void onError(Throwable failure) {
    cancelled();
  }

  @Override
  public synchronized void onCompleted() {
    if (!over) {
      over = true;
      answers.complete();
    }
  }

  synchronized void cancelled() {
    over = true;
    answers.gone();
  }

  private void end(Status why) {
    over = true;
    answers.fail(why);
  }

  private void endWhenIdle(Duration after) {
    service.time().after(after, this::look);
  }

  private synchronized void look() {
    if (over) {
      return;
    }
    Duration left = IDLE.minus(Duration.between(heard, service.time().instant()));
    if (left.isPositive()) {
      endWhenIdle(left);
    } else {
      StreamName to = name;
      end(StorageErrors.idle(IDLE.toSeconds(), to == null ? "" : to.full()));
    }
  }

  private void append(AppendRowsRequest request) throws SQLException {
    StreamName to = destination(request);
    if (request.getProtoRows().hasWriterSchema()) {
      // Holds for what follows even if this request is refused.
      schema = request.getProtoRows().getWriterSchema().getProtoDescriptor();
    }
    long offset = request.hasOffset() ? request.getOffset().getValue() : -1;
    Faults.Fault fault = service.faults().onAppend(to.stream(), offset);
    Status refusal = AppendFault.before(fault, service, to, offset);
    AppendRowsResponse.Builder answer =
        refusal == null ? append(request, to, offset) : error(refusal);
    if (fault == Faults.Fault.LOSE_ANSWER) {
      throw WriteService.refused(StorageErrors.unavailable(to.full()));
    }
    if (fault == Faults.Fault.HALF_CLOSE) {
      onCompleted();
    } else if (fault == Faults.Fault.ALREADY_EXISTS && answer.hasAppendResult() && offset >= 0) {
      give(error(StorageErrors.wrongOffset(to.full(), offset, next(to))), to, offset);
    } else {
      give(answer, to, offset);
    }
  }

  private void give(AppendRowsResponse.Builder answer, StreamName to, long offset) {
    answers.give(
        answer.setWriteStream(to.full()).build(), service.faults().lateness(to.stream(), offset));
  }

  private AppendRowsResponse.Builder append(AppendRowsRequest request, StreamName to, long offset)
      throws SQLException {
    Target target = service.find(to);
    if (target == null) {
      throw WriteService.refused(StorageErrors.streamNotFound(to.full()));
    }
    int limit = service.limits().requestBytes();
    if (request.getSerializedSize() > limit) {
      return error(StorageErrors.tooLarge(request.getSerializedSize(), limit, to.full()));
    }
    RowReader rows = reader(request, target);
    if (target.stream().finalized()) {
      throw WriteService.refused(StorageErrors.finalized(to.full()));
    }
    if (offset >= 0 && to.isDefault()) {
      return error(
          StorageErrors.of(
              Code.INVALID_ARGUMENT,
              "Offset should not be specified for the default stream.",
              to.full()));
    }
    if (offset >= 0 && offset != target.stream().nextRow()) {
      return error(StorageErrors.wrongOffset(to.full(), offset, target.stream().nextRow()));
    }
    AppendRowsResponse.Builder answer =
        rows.append(request.getProtoRows().getRows().getSerializedRowsList(), target, offset);
    FileTable before = known.put(to.full(), target.table());
    if (before != null && !before.equals(target.table())) {
      answer.setUpdatedSchema(target.table().schema());
    }
    return answer;
  }

  private StreamName destination(AppendRowsRequest request) throws SQLException {
    StreamName before = name;
    if (request.getWriteStream().isEmpty()
        || (before != null && before.full().equals(request.getWriteStream()))) {
      if (before == null) {
        throw invalid("The first request of a connection must name its stream.", "");
      }
      return before;
    }
    StreamName named = service.target(request.getWriteStream()).name();
    if (before != null && !(before.isDefault() && named.isDefault())) {
      throw invalid("Only default streams may share a connection.", named.full());
    }
    name = named;
    schema = null;
    reader = null;
    return named;
  }

  /** Rows are read anew when the writer's schema is another, or the table's. */
  private RowReader reader(AppendRowsRequest request, Target target) {
    if (request.hasArrowRows()) {
      throw WriteService.refused(
          StorageErrors.of(Code.UNIMPLEMENTED, "No rows in Arrow here.", target.name().full()));
    }
    DescriptorProto writer = schema;
    if (writer == null) {
      throw invalid(
          "The first request of a connection must hold the writer's schema.", target.name().full());
    }
    RowReader fitting = reader;
    if (fitting == null || !fitting.reads(writer, target.table())) {
      fitting = reader(writer, target);
      reader = fitting;
    }
    return fitting;
  }

  private RowReader reader(DescriptorProto writer, Target target) {
    try {
      return new RowReader(service, target.table(), writer);
    } catch (WriterSchemaException e) {
      String message = e.reason();
      String entity = target.name().full();
      throw WriteService.refused(
          e.isExtraField()
              ? StorageErrors.extraFields(message, entity)
              : StorageErrors.of(Code.INVALID_ARGUMENT, message, entity));
    }
  }

  private long next(StreamName to) throws SQLException {
    Target target = service.find(to);
    return target == null ? 0 : target.stream().nextRow();
  }

  private static AppendRowsResponse.Builder error(Status why) {
    return AppendRowsResponse.newBuilder().setError(why);
  }

  private static StatusRuntimeException invalid(String message, String entity) {
    return WriteService.refused(StorageErrors.of(Code.INVALID_ARGUMENT, message, entity));
  }
}
