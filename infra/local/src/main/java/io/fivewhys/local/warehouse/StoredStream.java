// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A write stream and how far it has come.
 *
 * @param nextRow how many rows it has, which is the offset of the next one
 * @param flushed how many of them can be read, if it is a BUFFERED one
 * @param used when rows were last appended to it
 * @param committed when its rows became visible, if it is a PENDING one
 */
record StoredStream(
    String name,
    String table,
    WriteStream.Type type,
    long nextRow,
    long flushed,
    boolean finalized,
    Instant created,
    Instant used,
    @Nullable Instant committed) {

  /** The stream of a table that takes rows without offsets, and is always there. */
  static final String DEFAULT = "_default";

  static StoredStream made(String name, String table, WriteStream.Type type, Instant now) {
    return new StoredStream(name, table, type, 0, 0, false, now, now, null);
  }

  boolean isDefault() {
    return name.equals(DEFAULT);
  }

  /** Whether its rows wait beside the table until they are flushed or committed. */
  boolean staged() {
    return type != WriteStream.Type.COMMITTED;
  }

  StoredStream longer(int rows, Instant now) {
    return new StoredStream(
        name, table, type, nextRow + rows, flushed, finalized, created, now, committed);
  }

  StoredStream flushedTo(long row, Instant now) {
    return new StoredStream(name, table, type, nextRow, row, finalized, created, now, committed);
  }

  StoredStream finished() {
    return new StoredStream(name, table, type, nextRow, flushed, true, created, used, committed);
  }

  StoredStream committedAt(Instant now) {
    return new StoredStream(name, table, type, nextRow, nextRow, finalized, created, now, now);
  }

  StoredStream lastUsedAt(Instant then) {
    return new StoredStream(
        name, table, type, nextRow, flushed, finalized, created, then, committed);
  }

  boolean expired(Instant now, Duration after) {
    return !isDefault() && used.plus(after).isBefore(now);
  }
}
