// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.sinks.dataset.DatasetPlan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made before some column was. */
class OlderWarehouseTest {

  @TempDir private Path directory;

  @Test
  void a_file_with_fewer_columns_gets_those_that_are_missing() throws Exception {
    Path file =
        file(
            "CREATE TABLE rejected_entries (source VARCHAR NOT NULL, reason VARCHAR NOT"
                + " NULL, detail VARCHAR NOT NULL, excerpt VARCHAR NOT NULL)",
            "INSERT INTO rejected_entries VALUES ('here', 'why', 'what', 'who')",
            "CREATE VIEW mine AS SELECT source FROM rejected_entries");

    DuckDbWarehouse.open(file).close();

    assertThat(WarehouseQuery.run(file, "SELECT source, received_at FROM rejected_entries").rows())
        .isEqualTo(List.of(Arrays.asList("here", null)));
    assertThat(WarehouseQuery.run(file, "SELECT * FROM mine").rows())
        .isEqualTo(List.of(List.of("here")));
    assertThat(WarehouseQuery.run(file, "SELECT * FROM incidents").rows()).isEmpty();
  }

  @Test
  void its_rows_are_exported_in_the_order_of_todays_columns() throws Exception {
    Path file =
        file(
            "CREATE TABLE rejected_entries (reason VARCHAR NOT NULL, source VARCHAR NOT"
                + " NULL, detail VARCHAR NOT NULL, excerpt VARCHAR NOT NULL, theirs BIGINT)",
            "INSERT INTO rejected_entries VALUES ('why', 'here', 'what', 'who', 1)");
    Path exported = directory.resolve("exported.duckdb");

    try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(file)) {
      warehouse.export(exported);
    }

    assertThat(WarehouseQuery.run(exported, "SELECT source, reason FROM rejected_entries").rows())
        .isEqualTo(List.of(List.of("here", "why")));
  }

  @Test
  void there_is_nothing_to_change_in_a_file_that_was_just_made() throws Exception {
    Path file = directory.resolve("warehouse.duckdb");
    DuckDbWarehouse.open(file).close();
    DuckDbWarehouse.open(file).close();

    try (DuckDbDataset dataset = DuckDbDataset.open(file, false)) {
      assertThat(DatasetPlan.of(dataset).changes()).isEmpty();
    }
  }

  @Test
  void a_file_with_a_column_of_another_type_is_left_as_it_is() throws Exception {
    Path file = file("CREATE TABLE rejected_entries (source BIGINT)");

    assertThatThrownBy(() -> DuckDbWarehouse.open(file))
        .isInstanceOf(WarehouseFileException.class)
        .hasMessageContaining("column source is INT64 and has to be STRING")
        .hasMessageContaining("nothing was changed");
    assertThatThrownBy(() -> WarehouseQuery.run(file, "SELECT * FROM service_minutes"))
        .hasMessageContaining("service_minutes");
  }

  private Path file(String... statements) throws SQLException {
    Path file = directory.resolve("warehouse.duckdb");
    try (DuckDBConnection connection = DuckDbWarehouse.connect(file, false);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return file;
  }
}
