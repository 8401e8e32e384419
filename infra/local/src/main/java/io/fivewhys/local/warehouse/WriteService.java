// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.rpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What the calls of the API share: the streams, the limits, the clock, and what goes wrong on
 * purpose.
 */
record WriteService(DuckDbStreamStore store, WriteLimits limits, ServerTime time, Faults faults) {

  /** A stream that is there, of a table that is there. */
  record Target(StreamName name, FileTable table, StoredStream stream) {}

  Target target(String full) throws SQLException {
    StreamName name = StreamName.parse(full);
    if (name == null) {
      throw refused(StorageErrors.of(Code.INVALID_ARGUMENT, "Invalid stream name.", full));
    }
    Target target = find(name);
    if (target == null) {
      throw refused(StorageErrors.streamNotFound(full));
    }
    return target;
  }

  /** Null if the stream is not there. */
  @Nullable Target find(StreamName name) throws SQLException {
    FileTable table = store.table(name.table());
    if (table == null) {
      throw refused(StorageErrors.tableNotFound(name.parent()));
    }
    StoredStream stream = store.find(table.name(), name.stream());
    return stream == null ? null : new Target(name, table, stream);
  }

  FileTable table(String parent) throws SQLException {
    String name = StreamName.table(parent);
    if (name == null) {
      throw refused(StorageErrors.of(Code.INVALID_ARGUMENT, "Invalid table name.", parent));
    }
    FileTable table = store.table(name);
    if (table == null) {
      throw refused(StorageErrors.tableNotFound(parent));
    }
    return table;
  }

  static StatusRuntimeException refused(Status why) {
    return StatusProto.toStatusRuntimeException(why);
  }
}
