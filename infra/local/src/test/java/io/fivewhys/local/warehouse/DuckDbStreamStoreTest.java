// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.storage.v1.WriteStream;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows and how far their stream has come are in the file together, or neither is. */
class DuckDbStreamStoreTest {

  private static final List<@Nullable Object> ROW = row();

  @TempDir Path directory;

  @Test
  void rows_are_not_there_when_how_far_their_stream_has_come_cannot_be_saved() throws Exception {
    try (DuckDbWarehouse file = DuckDbWarehouse.open(directory.resolve("warehouse.duckdb"))) {
      DuckDbStreamStore store = new DuckDbStreamStore(file, InstantSource.system());
      FileTable table = store.table(Tables.REJECTED_ENTRIES.name());
      String stream = store.create(table, WriteStream.Type.COMMITTED).name();
      // Given another who changes the stream's row at the same time
      try (Connection other = file.connection().duplicate();
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN TRANSACTION");
        statement.execute("UPDATE _streams SET next_row = next_row + 1");
        // When
        assertThatThrownBy(() -> store.append(table, stream, 0, List.of(ROW)))
            .isInstanceOf(SQLException.class);
        statement.execute("ROLLBACK");
      }
      // Then
      assertThat(rows(file)).isZero();
      assertThat(store.append(table, stream, 0, List.of(ROW))).isZero();
      assertThat(rows(file)).isEqualTo(1);
      assertThat(store.find(table.name(), stream).nextRow()).isEqualTo(1);
    }
  }

  private static List<@Nullable Object> row() {
    Object[] values = new Object[Tables.REJECTED_ENTRIES.columns().size()];
    Arrays.fill(values, "x");
    values[values.length - 1] = null; // received_at
    return Arrays.asList(values);
  }

  private static long rows(DuckDbWarehouse file) throws SQLException {
    try (Connection reader = file.connection().duplicate();
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM rejected_entries")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
