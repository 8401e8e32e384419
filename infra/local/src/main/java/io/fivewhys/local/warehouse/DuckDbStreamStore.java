// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Write streams and how far each has come, in the same file as the rows and changed in the same
 * transaction: after a crash a stream is exactly as long as the rows it brought. One append at a
 * time. A stream that nothing was appended to for three days is gone.
 */
final class DuckDbStreamStore {

  /**
   * Google documents three days for COMMITTED streams; that the other types live as long is a
   * guess.
   */
  static final Duration EXPIRY = Duration.ofDays(3);

  private interface Work {
    void run(DuckDBConnection connection, Statement statement) throws SQLException;
  }

  private final DuckDbWarehouse warehouse;
  private final InstantSource time;
  private final FileTables tables;
  private final Map<String, StoredStream> streams = new TreeMap<>();

  /** Whether a failure left it open what the file holds. */
  private boolean unsure;

  DuckDbStreamStore(DuckDbWarehouse warehouse, InstantSource time) throws SQLException {
    this.warehouse = warehouse;
    this.time = time;
    this.tables = new FileTables(warehouse);
    try (Statement statement = warehouse.connection().createStatement()) {
      StreamTable.make(statement);
      load(statement);
      for (StoredStream stream : streams.values()) {
        if (stream.staged() && stream.expired(time.instant(), EXPIRY)) {
          StreamRows.dropStage(statement, stream);
        }
      }
    }
  }

  /** The table as it is now; null if the file has none of that name. */
  synchronized @Nullable FileTable table(String name) throws SQLException {
    makeSure();
    return tables.find(name);
  }

  synchronized StoredStream create(FileTable table, WriteStream.Type type) throws SQLException {
    makeSure();
    StoredStream stream =
        StoredStream.made("s" + (streams.size() + 1), table.name(), type, time.instant());
    inTransaction((connection, statement) -> {
      StreamTable.insert(connection, stream);
      if (stream.staged()) {
        StreamRows.makeStage(statement, stream);
      }
    });
    streams.put(stream.name(), stream);
    return stream;
  }

  /** Null if the table has no such stream, or no longer. */
  synchronized @Nullable StoredStream find(String table, String name) throws SQLException {
    makeSure();
    if (name.equals(StoredStream.DEFAULT)) {
      return StoredStream.made(name, table, WriteStream.Type.COMMITTED, Instant.EPOCH);
    }
    StoredStream stream = streams.get(name);
    return stream == null || !stream.table().equals(table) || stream.expired(time.instant(), EXPIRY)
        ? null
        : stream;
  }

  /** How many rows it has; it takes no more. */
  synchronized long finish(String name) throws SQLException {
    makeSure();
    StoredStream finished = stream(name).finished();
    save(List.of(finished), (connection, statement) -> {});
    return finished.nextRow();
  }

  /** As if it had not been used for long. */
  synchronized void expire(String name) throws SQLException {
    makeSure();
    save(List.of(stream(name).lastUsedAt(Instant.EPOCH)), (connection, statement) -> {});
  }

  /**
   * Appends if the offset is the stream's next one.
   *
   * @param offset of the first row, or -1 for wherever the stream ends
   * @return the offset of the next row before this append: different from {@code offset} when
   *     nothing was appended because of that; 0 for the default stream, which has none
   */
  synchronized long append(
      FileTable table, String name, long offset, List<List<@Nullable Object>> rows)
      throws SQLException {
    makeSure();
    if (name.equals(StoredStream.DEFAULT)) {
      inTransaction((connection, statement) -> StreamRows.insert(connection, table, rows));
      return 0;
    }
    StoredStream stream = stream(name);
    if (offset >= 0 && offset != stream.nextRow()) {
      return stream.nextRow();
    }
    save(
        List.of(stream.longer(rows.size(), time.instant())),
        (connection, statement) -> {
          if (stream.staged()) {
            StreamRows.stage(connection, stream, table, rows);
          } else {
            StreamRows.insert(connection, table, rows);
          }
        });
    return stream.nextRow();
  }

  /** Shows the rows of a BUFFERED stream before {@code end}. */
  synchronized void flush(FileTable table, String name, long end) throws SQLException {
    makeSure();
    StoredStream stream = stream(name);
    save(
        List.of(stream.flushedTo(end, time.instant())),
        (connection, statement) -> StreamRows.show(statement, stream, table, end));
  }

  /** Shows the rows of all of these PENDING streams at once. */
  synchronized Instant commit(FileTable table, List<String> names) throws SQLException {
    makeSure();
    Instant now = time.instant();
    List<StoredStream> committed = new ArrayList<>();
    for (String name : names) {
      committed.add(stream(name).committedAt(now));
    }
    save(
        committed,
        (connection, statement) -> {
          for (StoredStream stream : committed) {
            StreamRows.show(statement, stream, table, stream.nextRow());
            StreamRows.dropStage(statement, stream);
          }
        });
    return now;
  }

  /** What the streams are afterwards, in one transaction with what happens to the rows. */
  private void save(List<StoredStream> changed, Work work) throws SQLException {
    inTransaction((connection, statement) -> {
      work.run(connection, statement);
      for (StoredStream stream : changed) {
        StreamTable.update(connection, stream);
      }
    });
    changed.forEach(stream -> streams.put(stream.name(), stream));
  }

  /**
   * The transaction is begun by a statement of its own. With setAutoCommit(false) it would begin at
   * the next statement, and rows that an appender brings before that are committed by themselves.
   */
  private void inTransaction(Work work) throws SQLException {
    DuckDBConnection connection = warehouse.connection();
    unsure = true;
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN TRANSACTION");
      try {
        work.run(connection, statement);
        statement.execute("COMMIT");
      } catch (SQLException | RuntimeException e) {
        rollBack(statement, e);
        throw e;
      }
    }
    unsure = false;
  }

  private static void rollBack(Statement statement, Exception because) {
    try {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** A failure may be told of what is durable all the same: the file itself says what it holds. */
  private void makeSure() throws SQLException {
    if (unsure) {
      warehouse.revive();
      try (Statement statement = warehouse.connection().createStatement()) {
        load(statement);
      }
      unsure = false;
    }
  }

  private void load(Statement statement) throws SQLException {
    streams.clear();
    for (StoredStream stream : StreamTable.load(statement, time.instant())) {
      streams.put(stream.name(), stream);
    }
  }

  private StoredStream stream(String name) {
    StoredStream stream = streams.get(name);
    if (stream == null) {
      throw new IllegalArgumentException("no stream " + name);
    }
    return stream;
  }
}
