// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code _streams}, a row for each write stream ever made: one that has expired stays, so
 * that its name is not given again.
 */
final class StreamTable {

  private static final List<String> DEFINITION =
      List.of(
          "CREATE TABLE IF NOT EXISTS _streams"
              + " (name VARCHAR NOT NULL, table_name VARCHAR NOT NULL, next_row BIGINT NOT NULL,"
              + " finalized BOOLEAN NOT NULL)",
          // Files of before have COMMITTED streams only, and no times.
          "ALTER TABLE _streams ADD COLUMN IF NOT EXISTS type VARCHAR DEFAULT 'COMMITTED'",
          "ALTER TABLE _streams ADD COLUMN IF NOT EXISTS flushed BIGINT DEFAULT 0",
          "ALTER TABLE _streams ADD COLUMN IF NOT EXISTS created TIMESTAMP",
          "ALTER TABLE _streams ADD COLUMN IF NOT EXISTS used TIMESTAMP",
          "ALTER TABLE _streams ADD COLUMN IF NOT EXISTS committed TIMESTAMP");

  private StreamTable() {}

  static void make(Statement statement) throws SQLException {
    for (String part : DEFINITION) {
      statement.execute(part);
    }
  }

  /**
   * @param unknown for a time that the file does not tell
   */
  static List<StoredStream> load(Statement statement, Instant unknown) throws SQLException {
    List<StoredStream> streams = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT name, table_name, type, next_row, flushed, finalized,"
                + " epoch_us(created), epoch_us(used), epoch_us(committed) FROM _streams")) {
      while (rows.next()) {
        Instant created = time(rows, 7);
        Instant used = time(rows, 8);
        streams.add(
            new StoredStream(
                rows.getString(1),
                rows.getString(2),
                WriteStream.Type.valueOf(rows.getString(3)),
                rows.getLong(4),
                rows.getLong(5),
                rows.getBoolean(6),
                created == null ? unknown : created,
                used == null ? unknown : used,
                time(rows, 9)));
      }
    }
    return streams;
  }

  static void insert(Connection connection, StoredStream stream) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO _streams (name, table_name, type, created, next_row, flushed, finalized,"
                + " used) VALUES (?, ?, ?, make_timestamp(?), 0, 0, false, make_timestamp(?))")) {
      insert.setString(1, stream.name());
      insert.setString(2, stream.table());
      insert.setString(3, stream.type().name());
      insert.setLong(4, micros(stream.created()));
      insert.setLong(5, micros(stream.used()));
      insert.execute();
    }
  }

  static void update(Connection connection, StoredStream stream) throws SQLException {
    Instant committed = stream.committed();
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE _streams SET next_row = ?, flushed = ?, finalized = ?,"
                + " used = make_timestamp(?), committed = make_timestamp(?) WHERE name = ?")) {
      update.setLong(1, stream.nextRow());
      update.setLong(2, stream.flushed());
      update.setBoolean(3, stream.finalized());
      update.setLong(4, micros(stream.used()));
      update.setObject(5, committed == null ? null : micros(committed));
      update.setString(6, stream.name());
      update.execute();
    }
  }

  private static @Nullable Instant time(ResultSet rows, int column) throws SQLException {
    long micros = rows.getLong(column);
    return rows.wasNull() ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
