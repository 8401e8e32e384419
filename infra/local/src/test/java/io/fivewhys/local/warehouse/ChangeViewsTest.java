// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.Verdict.INSUFFICIENT_DATA;
import static io.fivewhys.Verdict.NO_EFFECT;
import static io.fivewhys.Verdict.REGRESSION;
import static io.fivewhys.Verdict.SHARED_CAUSE;
import static io.fivewhys.local.warehouse.Changes.micros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Verdict;
import io.fivewhys.sinks.bigquery.Row;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The views on deploys against figures worked out by hand. */
class ChangeViewsTest {

  @TempDir Path directory;

  @Test
  void a_verdict_is_that_of_the_latest_row_of_its_change() {
    Path file =
        file(
            Changes.bare("checkout", "checkout-00002", 2, REGRESSION),
            Changes.bare("checkout", "checkout-00002", 1, INSUFFICIENT_DATA),
            Changes.bare("checkout", "checkout-00003", 1, NO_EFFECT),
            Changes.bare("catalog", "checkout-00002", 1, SHARED_CAUSE));

    assertThat(
            query(
                file,
                "SELECT service, to_revision, sequence, verdict FROM revision_verdicts ORDER BY ALL"))
        .containsExactly(
            List.of("catalog", "checkout-00002", 1L, "SHARED_CAUSE"),
            List.of("checkout", "checkout-00002", 2L, "REGRESSION"),
            List.of("checkout", "checkout-00003", 1L, "NO_EFFECT"));
  }

  @Test
  void deploys_are_counted_on_the_day_of_their_first_request() {
    assertThat(
            query(
                deploys(),
                "SELECT day, service, deployments, failed FROM deployments_daily ORDER BY ALL"))
        .containsExactly(
            List.of("2026-03-01", "checkout", 2L, 1L),
            List.of("2026-03-02", "catalog", 1L, 0L),
            List.of("2026-03-02", "checkout", 2L, 2L));
  }

  @Test
  void failures_are_regressions_and_what_never_became_ready() {
    Path file = deploys();

    assertThat(
            query(
                file,
                "SELECT service, deployments, failures, rate FROM change_failure_rate ORDER BY ALL"))
        .containsExactly(List.of("catalog", 1L, 0L, 0.0), List.of("checkout", 4L, 3L, 0.75));
    // 1 March 2026 is a Sunday.
    assertThat(
            query(
                file,
                "SELECT week, deployments, failures, rate FROM change_failure_rate_weekly"
                    + " WHERE service = 'checkout' ORDER BY ALL"))
        .containsExactly(List.of("2026-02-23", 2L, 1L, 0.5), List.of("2026-03-02", 2L, 2L, 1.0));
  }

  @Test
  void a_failure_lasts_from_its_first_request_until_it_is_over() {
    Path file = deploys();

    assertThat(
            query(
                file,
                "SELECT to_revision, CAST(failed_at AS VARCHAR), CAST(restored_at AS VARCHAR),"
                    + " minutes FROM time_to_restore ORDER BY ALL"))
        .containsExactly(
            List.of("checkout-00002", "2026-03-01 23:50:00", "2026-03-02 00:20:30", 30.5),
            List.of("checkout-00003", "2026-03-02 10:00:00", "2026-03-02 10:10:00", 10.0),
            Arrays.asList("checkout-00004", null, null, null));
    assertThat(
            query(
                file,
                "SELECT service, failures, restored, median_minutes FROM time_to_restore_median"))
        .containsExactly(List.of("checkout", 3L, 2L, 20.25));
  }

  @Test
  void revisions_are_compared_over_all_their_minutes() {
    // Given 100 ms 98 times, 1 s once and 10 s once, in two minutes
    ServiceMinute first = Minutes.minute(0, times(98, 100_000_000L));
    first.setRequests(98L);
    first.setErrors5xx(7L);
    first.setErrors4xx(20L);
    first.setErrorsAuth(10L);
    ServiceMinute second = Minutes.minute(5, 1_000_000_000L, 10_000_000_000L);
    second.setRequests(2L);
    second.setErrors5xx(1L);
    second.setErrors429(1L);
    ServiceMinute silent = Minutes.minute(6);
    silent.setRevision("checkout-00002-def");
    silent.setRequests(0L);
    Path file = file(rows(first, second, silent));

    List<List<@Nullable Object>> compared =
        query(
            file,
            "SELECT revision, requests, error_rate, error_rate_4xx, error_rate_auth, error_rate_429,"
                + " CAST(first_minute AS VARCHAR), CAST(last_minute AS VARCHAR), p50_ms, p95_ms,"
                + " p99_ms FROM revisions_compared ORDER BY ALL");

    assertThat(compared.getFirst().subList(0, 8))
        .isEqualTo(
            List.of(
                "checkout-00001-abc",
                100L,
                0.08,
                0.2,
                0.1,
                0.01,
                "2026-03-01 10:00:00",
                "2026-03-01 10:05:00"));
    assertThat((Double) compared.getFirst().get(8)).isCloseTo(100, withPercentage(1));
    assertThat((Double) compared.getFirst().get(9)).isCloseTo(100, withPercentage(1));
    assertThat((Double) compared.getFirst().get(10)).isCloseTo(1_000, withPercentage(1));
    assertThat(compared.get(1))
        .isEqualTo(
            Arrays.asList(
                "checkout-00002-def",
                0L,
                null,
                null,
                null,
                null,
                "2026-03-01 10:06:00",
                "2026-03-01 10:06:00",
                null,
                null,
                null));
  }

  /** Two days of deploys: one well, two that regressed, one never ready and one nobody told of. */
  private Path deploys() {
    RevisionChange well = deploy("checkout", "checkout-00001", "2026-03-01T09:00:00Z", NO_EFFECT);
    RevisionChange first = deploy("checkout", "checkout-00002", "2026-03-01T23:50:00Z", REGRESSION);
    first.setRestoredAt(micros("2026-03-02T00:20:30Z"));
    RevisionChange second =
        deploy("checkout", "checkout-00003", "2026-03-02T10:00:00Z", REGRESSION);
    second.setRestoredAt(micros("2026-03-02T10:10:00Z"));
    RevisionChange before =
        deploy("checkout", "checkout-00003", "2026-03-01T01:00:00Z", INSUFFICIENT_DATA);
    before.setSequence(1);
    RevisionChange neverReady = Changes.bare("checkout", "checkout-00004", 1, INSUFFICIENT_DATA);
    neverReady.setCreatedAt(micros("2026-03-02T11:00:00Z"));
    neverReady.setFindings(List.of("a value ends in a return", "never became ready: exit code 3"));
    RevisionChange untold = Changes.bare("catalog", "catalog-00001", 1, INSUFFICIENT_DATA);
    untold.setCreatedAt(micros("2026-03-02T11:00:00Z"));
    return file(well, first, second, before, neverReady, untold);
  }

  private static RevisionChange deploy(
      String service, String revision, String firstTraffic, Verdict verdict) {
    RevisionChange change = Changes.bare(service, revision, 2, verdict);
    change.setCreatedAt(micros(firstTraffic) - 3_600_000_000L);
    change.setReadyAt(micros(firstTraffic) - 1_800_000_000L);
    change.setFirstTrafficAt(micros(firstTraffic));
    return change;
  }

  private static long[] times(int count, long value) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    return values;
  }

  private static List<Row> rows(ServiceMinute... minutes) {
    return Arrays.stream(minutes).flatMap(minute -> RowMapper.rows(minute).stream()).toList();
  }

  private Path file(RevisionChange... changes) {
    return file(Arrays.stream(changes).flatMap(change -> RowMapper.rows(change).stream()).toList());
  }

  /** All of one table. */
  private Path file(List<Row> rows) {
    Path file = directory.resolve("warehouse.duckdb");
    Table table = rows.getFirst().table();
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file);
        TableWriter writer =
            warehouse.writer(
                table,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      rows.forEach(row -> writer.append(row.values()));
      writer.flush();
    }
    return file;
  }

  private static List<List<@Nullable Object>> query(Path file, String sql) {
    return WarehouseQuery.run(file, sql).rows();
  }
}
