// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ComponentKind;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was said, as rows in DuckDB and as the view of who leans on what. */
class DependencyRowsTest {

  @TempDir Path directory;

  @Test
  void a_signal_is_a_row_of_what_it_is_about() {
    Path file =
        file(
            minute(
                0,
                total(SignalKind.SQL_SLOW, ComponentKind.CLOUD_SQL_INSTANCE, "orders-db", 3, 800.0),
                total(SignalKind.CONTAINER_EXIT, null, "exit(3)", 2, null)),
            database(0, total(SignalKind.SQL_SLOTS_EXHAUSTED, null, "", 5, null)));

    assertThat(
            query(
                file,
                "SELECT component_kind, component, caller, caller_revision, signal, count, p95_ms, detail"
                    + " FROM dependency_minutes ORDER BY ALL"))
        .containsExactly(
            Arrays.asList(
                "CLOUD_RUN_SERVICE",
                "checkout",
                "",
                "checkout-00001-abc",
                "CONTAINER_EXIT",
                2L,
                null,
                "exit(3)"),
            Arrays.asList(
                "CLOUD_SQL_INSTANCE", "orders-db", "", "", "SQL_SLOTS_EXHAUSTED", 5L, null, ""),
            Arrays.asList(
                "CLOUD_SQL_INSTANCE",
                "orders-db",
                "checkout",
                "checkout-00001-abc",
                "SQL_SLOW",
                3L,
                800.0,
                ""));
  }

  @Test
  void the_topology_is_of_what_is_spoken_of_by_others() {
    SignalTotal slow =
        total(SignalKind.SQL_SLOW, ComponentKind.CLOUD_SQL_INSTANCE, "orders-db", 3, 800.0);
    Path file =
        file(
            minute(0, slow, total(SignalKind.HTTP_5XX, null, "", 2, null)),
            minute(7, slow),
            database(9, total(SignalKind.SQL_RESTART, null, "", 1, null)));

    assertThat(
            query(
                file,
                "SELECT caller, component_kind, component, first_seen::VARCHAR, last_seen::VARCHAR,"
                    + " minutes, signals FROM topology"))
        .containsExactly(
            List.of(
                "checkout",
                "CLOUD_SQL_INSTANCE",
                "orders-db",
                "2026-03-01 10:00:00",
                "2026-03-01 10:07:00",
                2L,
                6L));
  }

  @Test
  void an_open_minute_has_no_row() {
    SignalMinute open = minute(0, total(SignalKind.HTTP_5XX, null, "", 2, null));
    open.setClosed(false);

    assertThat(RowMapper.rows(open)).isEmpty();
  }

  static SignalMinute minute(int number, SignalTotal... signals) {
    return new SignalMinute(
        "acme-prod",
        "europe-west1",
        ComponentKind.CLOUD_RUN_SERVICE,
        "checkout",
        "checkout-00001-abc",
        Minutes.START_MICROS + number * 60_000_000L,
        true,
        Minutes.START_MICROS,
        List.of(signals),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  static SignalTotal total(
      SignalKind signal,
      @Nullable ComponentKind kind,
      String target,
      long count,
      @Nullable Double p95Ms) {
    return new SignalTotal(signal, kind, target, count, p95Ms, List.of());
  }

  private static SignalMinute database(int number, SignalTotal... signals) {
    SignalMinute minute = minute(number, signals);
    minute.setComponentKind(ComponentKind.CLOUD_SQL_INSTANCE);
    minute.setComponent("orders-db");
    minute.setRevision("");
    return minute;
  }

  private Path file(SignalMinute... minutes) {
    Path file = directory.resolve("warehouse.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file);
        TableWriter writer =
            warehouse.writer(
                Tables.DEPENDENCY_MINUTES,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      for (SignalMinute minute : minutes) {
        RowMapper.rows(minute).forEach(row -> writer.append(row.values()));
      }
      writer.flush();
    }
    return file;
  }

  private static List<List<@Nullable Object>> query(Path file, String sql) {
    return WarehouseQuery.run(file, sql).rows();
  }
}
