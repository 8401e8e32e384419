// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.sinks.dataset.Dataset;
import io.fivewhys.sinks.dataset.DatasetState;
import io.fivewhys.sinks.dataset.WantedDataset;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a DuckDB file. */
class DuckDbDatasetTest extends DatasetContract {

  @TempDir private Path directory;
  private DuckDBConnection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = DuckDbWarehouse.connect(directory.resolve("warehouse.duckdb"), false);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Override
  Dataset dataset(DatasetState wanted) {
    return new DuckDbDataset("warehouse.duckdb", connection, wanted);
  }

  @Override
  DatasetState everything() {
    return WantedDataset.ofDuckDb();
  }

  @Override
  String qualifier() {
    return "";
  }

  @Override
  List<List<String>> query(String sql) {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return List.of();
      }
      try (ResultSet set = statement.getResultSet()) {
        while (set.next()) {
          String[] row = new String[set.getMetaData().getColumnCount()];
          for (int i = 0; i < row.length; i++) {
            row[i] = set.getString(i + 1);
          }
          rows.add(Arrays.asList(row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  @Override
  Set<Gap> gaps() {
    return EnumSet.noneOf(Gap.class);
  }
}
