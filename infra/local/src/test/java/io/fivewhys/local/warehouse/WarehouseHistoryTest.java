// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fivewhys.ComponentKind;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.Verdict;
import io.fivewhys.local.warehouse.WarehouseHistory.Known;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records into a warehouse, and out again as they were. */
class WarehouseHistoryTest {

  private static final long MINUTE = 60_000_000;

  @TempDir Path directory;

  @Test
  void records_come_back_as_they_were_in_the_order_in_which_they_were_known() {
    ServiceMinute minute = Minutes.minute(90, 1_000_000, 2_000_000, 0);
    minute.setObservedAt(Minutes.START_MICROS + 91 * MINUTE);
    SignalMinute said =
        DependencyRowsTest.minute(
            2,
            DependencyRowsTest.total(SignalKind.CONTAINER_EXIT, null, "exit(3)", 2, null),
            DependencyRowsTest.total(
                SignalKind.SQL_SLOW, ComponentKind.CLOUD_SQL_INSTANCE, "orders-db", 3, 800.0));
    said.setObservedAt(Minutes.START_MICROS + 3 * MINUTE);
    SignalMinute ofItself =
        DependencyRowsTest.minute(
            2, DependencyRowsTest.total(SignalKind.SQL_RESTART, null, "", 1, null));
    ofItself.setComponentKind(ComponentKind.CLOUD_SQL_INSTANCE);
    ofItself.setComponent("orders-db");
    ofItself.setRevision("");
    ofItself.setObservedAt(Minutes.START_MICROS + 3 * MINUTE);
    RevisionChange full = Changes.full("it's \"quoted\"");
    RevisionChange bare = Changes.bare("checkout", "checkout-1", 1, Verdict.NO_EFFECT);
    List<Row> rows = new ArrayList<>();
    rows.addAll(RowMapper.rows(minute));
    rows.addAll(RowMapper.rows(said));
    rows.addAll(RowMapper.rows(ofItself));
    rows.addAll(RowMapper.rows(full));
    rows.addAll(RowMapper.rows(bare));
    Path file = written(rows);

    List<Known> known = new ArrayList<>();
    WarehouseHistory.Extent extent = WarehouseHistory.read(file, known::add);

    assertThat(known.stream().map(Known::record).toList())
        .containsExactly(bare, full, said, ofItself, minute);
    assertThat(known).isSortedAccordingTo((a, b) -> Long.compare(a.observedAt(), b.observedAt()));
    assertThat(extent)
        .isEqualTo(
            new WarehouseHistory.Extent(
                6,
                Instant.parse("2026-03-01T10:00:00.000001Z"),
                Instant.parse("2026-03-01T11:31:00Z")));
  }

  @Test
  void a_warehouse_without_rows_has_no_history() {
    WarehouseHistory.Extent extent =
        WarehouseHistory.read(
            written(List.of()),
            known -> {
              throw new AssertionError(known);
            });

    assertThat(extent).isEqualTo(new WarehouseHistory.Extent(0, null, null));
  }

  @Test
  void a_file_that_is_someone_elses_is_refused() throws SQLException {
    Path file = directory.resolve("other.duckdb");
    DriverManager.getConnection("jdbc:duckdb:" + file).close();

    assertThatThrownBy(() -> WarehouseHistory.read(file, known -> {}))
        .isInstanceOf(WarehouseFileException.class)
        .hasMessageContaining("other.duckdb is no warehouse that a replay left");
  }

  private Path written(List<Row> rows) {
    Path file = directory.resolve("warehouse.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file)) {
      for (Table table : Tables.ALL) {
        try (TableWriter writer =
            warehouse.writer(
                table,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
          rows.stream()
              .filter(row -> row.table().equals(table))
              .forEach(row -> writer.append(row.values()));
          writer.flush();
        }
      }
    }
    return file;
  }
}
