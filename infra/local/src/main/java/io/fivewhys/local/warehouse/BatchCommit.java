// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsResponse;
import com.google.cloud.bigquery.storage.v1.StorageError;
import com.google.cloud.bigquery.storage.v1.StorageError.StorageErrorCode;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import io.grpc.Status.Code;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of several PENDING streams of one table visible at once, or of none: then the
 * answer tells for each stream that stands in the way why.
 */
final class BatchCommit {

  private final WriteService service;

  BatchCommit(WriteService service) {
    this.service = service;
  }

  BatchCommitWriteStreamsResponse run(BatchCommitWriteStreamsRequest request) throws SQLException {
    FileTable table = service.table(request.getParent());
    BatchCommitWriteStreamsResponse.Builder answer = BatchCommitWriteStreamsResponse.newBuilder();
    List<String> streams = new ArrayList<>();
    for (String full : request.getWriteStreamsList().stream().distinct().toList()) {
      StreamName name = StreamName.parse(full);
      if (name == null || !name.table().equals(table.name())) {
        throw WriteService.refused(
            StorageErrors.of(
                Code.INVALID_ARGUMENT, "Not a stream of " + request.getParent() + ".", full));
      }
      StorageError error = error(full, service.store().find(table.name(), name.stream()));
      if (error != null) {
        answer.addStreamErrors(error);
      }
      streams.add(name.stream());
    }
    if (answer.getStreamErrorsCount() == 0) {
      answer.setCommitTime(BigQueryWriteServer.timestamp(service.store().commit(table, streams)));
    }
    return answer.build();
  }

  private static @Nullable StorageError error(String full, @Nullable StoredStream stream) {
    if (stream == null) {
      return error(full, StorageErrorCode.STREAM_NOT_FOUND, "Requested entity was not found.");
    }
    if (stream.type() != WriteStream.Type.PENDING) {
      return error(
          full,
          StorageErrorCode.INVALID_STREAM_TYPE,
          "Stream must be created in pending mode, actual: " + stream.type());
    }
    if (stream.committed() != null) {
      return error(full, StorageErrorCode.STREAM_ALREADY_COMMITTED, "Stream is already committed.");
    }
    return stream.finalized()
        ? null
        : error(full, StorageErrorCode.INVALID_STREAM_STATE, "Stream must be finalized first.");
  }

  private static StorageError error(String full, StorageErrorCode code, String message) {
    return StorageError.newBuilder().setCode(code).setEntity(full).setErrorMessage(message).build();
  }
}
