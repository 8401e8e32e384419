// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.rpc.Status;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a fault does to an append before any of it is done. */
final class AppendFault {

  private AppendFault() {}

  /**
   * @return the answer in place of appending; null to go on
   * @throws io.grpc.StatusRuntimeException where the connection ends
   */
  static @Nullable Status before(
      Faults.Fault fault, WriteService service, StreamName to, long offset) throws SQLException {
    String entity = to.full();
    return switch (fault) {
      case LOSE_REQUEST -> throw WriteService.refused(StorageErrors.unavailable(entity));
      case PERMISSION_DENIED ->
          throw WriteService.refused(StorageErrors.permissionDenied(to.parent()));
      case SCHEMA_MISMATCH ->
          throw WriteService.refused(
              StorageErrors.extraFields(
                  WriterSchemaException.extraField("not_known_yet").reason(), entity));
      case INTERNAL -> StorageErrors.internal(entity);
      case QUOTA -> StorageErrors.quota("AppendRows throughput", entity);
      case OVERSIZED -> {
        int limit = service.limits().requestBytes();
        yield StorageErrors.tooLarge(limit + 1, limit, entity);
      }
      case OUT_OF_RANGE -> offset < 0 ? null : StorageErrors.wrongOffset(entity, offset, offset);
      case FINALIZE, EXPIRE -> {
        if (!to.isDefault()) {
          lose(fault, service.store(), to.stream());
        }
        yield null;
      }
      case NONE, LOSE_ANSWER, HALF_CLOSE, ALREADY_EXISTS -> null;
    };
  }

  private static void lose(Faults.Fault fault, DuckDbStreamStore store, String stream)
      throws SQLException {
    if (fault == Faults.Fault.FINALIZE) {
      store.finish(stream);
    } else {
      store.expire(stream);
    }
  }
}
