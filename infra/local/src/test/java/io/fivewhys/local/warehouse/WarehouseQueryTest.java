// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.warehouse.Tables.ERROR_SIGNATURES;
import static io.fivewhys.warehouse.Tables.SERVICE_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Percentage.withPercentage;

import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseQueryTest {

  @TempDir Path directory;

  @Test
  void quantiles_of_merged_minutes_are_within_one_percent_of_the_nearest_rank() {
    // Given three hours of latencies from a microsecond to two minutes
    Random random = new Random(7);
    long[][] minutes = new long[180][];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] =
          random
              .longs(1 + random.nextInt(40), 0, 1 << 20)
              .map(n -> n < 1 << 14 ? 0 : (long) Math.exp(n / 1048576.0 * 18.6 + 6.9))
              .toArray();
    }
    Path file = written(minutes);
    // When
    QueryResult hours =
        WarehouseQuery.run(
            file, "SELECT p50_ms, p90_ms, p95_ms, p99_ms FROM service_hours ORDER BY hour");
    QueryResult merged =
        WarehouseQuery.run(
            file,
            "SELECT latency_quantile(flatten(list(latency_histogram)), 0.5),"
                + " latency_quantile(flatten(list(latency_histogram)), 0.9),"
                + " latency_quantile(flatten(list(latency_histogram)), 0.95),"
                + " latency_quantile(flatten(list(latency_histogram)), 0.99)"
                + " FROM service_minutes GROUP BY date_trunc('hour', window_start)"
                + " ORDER BY date_trunc('hour', window_start)");
    // Then
    double[] quantiles = {0.5, 0.9, 0.95, 0.99};
    for (int hour = 0; hour < 3; hour++) {
      long[] sorted =
          Arrays.stream(minutes, hour * 60, hour * 60 + 60)
              .flatMapToLong(Arrays::stream)
              .sorted()
              .toArray();
      for (int i = 0; i < quantiles.length; i++) {
        double exact = sorted[(int) Math.ceil(quantiles[i] * sorted.length) - 1] / 1e6;
        Double inView = (Double) hours.rows().get(hour).get(i);
        Double byMacro = (Double) merged.rows().get(hour).get(i);
        assertThat(inView).isCloseTo(exact, withPercentage(1.0000001)).isEqualTo(byMacro);
      }
    }
  }

  @Test
  void the_same_rows_in_another_order_are_exported_as_the_same_bytes() throws Exception {
    // Given
    Path one = directory.resolve("one/warehouse.duckdb");
    Path other = directory.resolve("other/warehouse.duckdb");
    // When
    export(one, 0, 500, 500, 3_000);
    export(other, 500, 3_000, 0, 500);
    // Then
    assertThat(Files.mismatch(one, other)).isEqualTo(-1);
    assertThat(WarehouseQuery.run(one, "SELECT count(*) FROM service_minutes").rows())
        .isEqualTo(List.of(List.of(3_000L)));
  }

  @Test
  void an_array_of_structs_and_a_timestamp_come_out_as_json() {
    Path file = written(new long[][] {{0, 0}});
    assertThat(
            QueryFormat.JSON.of(
                WarehouseQuery.run(
                    file,
                    "SELECT window_start, latency_histogram, error_rate FROM service_minutes")))
        .isEqualTo(
            """
            [
            {"window_start":"2026-03-01T10:00:00Z","latency_histogram":[{"bucket":-65536,"count":2}],"error_rate":null}
            ]
            """);
  }

  @Test
  void a_query_can_neither_write_nor_read_other_files() throws Exception {
    Path file = written(new long[][] {{1}});
    Path secret = Files.writeString(directory.resolve("secret.csv"), "a\n1\n");
    assertThatThrownBy(() -> WarehouseQuery.run(file, "DROP TABLE service_minutes"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessageContaining("read-only");
    assertThatThrownBy(() -> WarehouseQuery.run(file, "FROM '" + secret + "'"))
        .isInstanceOf(WarehouseQuery.QueryException.class);
    assertThatThrownBy(() -> WarehouseQuery.run(file, "SET enable_external_access = true"))
        .isInstanceOf(WarehouseQuery.QueryException.class);
    assertThatThrownBy(() -> WarehouseQuery.run(file, "SELEC 1"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessageContaining("SELEC");
    assertThatThrownBy(() -> WarehouseQuery.run(directory.resolve("none"), "SELECT 1"))
        .hasMessageContaining("no warehouse file");
  }

  @Test
  void no_other_database_can_be_attached() {
    Path file = written(new long[][] {{1}});
    Path other = directory.resolve("other.duckdb");
    assertThatThrownBy(() -> WarehouseQuery.run(file, "ATTACH '" + other + "'"))
        .isInstanceOf(WarehouseQuery.QueryException.class);
    assertThatThrownBy(() -> WarehouseQuery.run(file, "DETACH fivewhys"))
        .isInstanceOf(WarehouseQuery.QueryException.class);
    assertThat(other).doesNotExist();
  }

  @Test
  void the_file_goes_by_the_datasets_name() {
    Path file = written(new long[][] {{1}});
    assertThat(
            WarehouseQuery.run(
                    file,
                    "SELECT count(*), max(fivewhys.latency_ms(0)) FROM fivewhys.service_minutes")
                .rows())
        .isEqualTo(
            WarehouseQuery.run(file, "SELECT count(*), latency_ms(0) FROM service_minutes").rows());
  }

  @Test
  void an_error_is_in_duckdbs_words_and_visible_lines() {
    Path file = written(new long[][] {{1}});
    assertThatThrownBy(() ->
            WarehouseQuery.run(file, "SELECT ('x' || chr(27) || '[2J' || chr(10) || 'y')::INT"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessageStartingWith(
            "the query failed on "
                + file
                + ": Conversion Error: Could not convert string 'x\\u001b[2J\ny' to INT32\nLINE 1");
    assertThatThrownBy(() ->
            WarehouseQuery.run(
                file, "SELECT error('a' || chr(27) || service) FROM service_minutes"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessageStartingWith("the query failed on " + file + ": Invalid Input Error: a\\u001b");
  }

  @Test
  void several_statements_and_none_are_refused() {
    Path file = written(new long[][] {{1}});
    assertThatThrownBy(() -> WarehouseQuery.run(file, "SELECT 1; SELECT 2"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessage("one statement at a time: here are 2");
    assertThatThrownBy(() -> WarehouseQuery.run(file, "-- SELECT 1"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessage("no statement to run");
    assertThat(WarehouseQuery.run(file, "SELECT ';' AS a; -- done;").rows())
        .isEqualTo(List.of(List.of(";")));
  }

  @Test
  void a_file_that_is_not_duckdbs_is_called_so() throws Exception {
    Path text = Files.writeString(directory.resolve("notes.txt"), "DUCK, but in the wrong place");
    Path empty = Files.createFile(directory.resolve("empty"));
    for (Path file : List.of(text, empty)) {
      assertThatThrownBy(() -> WarehouseQuery.run(file, "SELECT 1"))
          .isInstanceOf(WarehouseFileException.class)
          .hasMessage(file + " is not a warehouse file: not DuckDB's");
    }
  }

  @Test
  void bytes_are_hex_and_endless_times_are_infinity() {
    Path file = written(new long[][] {{1}});
    assertThat(
            QueryFormat.JSON.of(
                WarehouseQuery.run(
                    file,
                    "SELECT 'a\\xFF'::BLOB AS b, ['a'::BLOB] AS bs, 'infinity'::TIMESTAMP AS t,"
                        + " ['-infinity'::TIMESTAMPTZ] AS ts, 'infinity'::TIMESTAMP_NS AS ns,"
                        + " '-infinity'::TIMESTAMP_MS AS ms, '-infinity'::DATE AS d,"
                        + " {'d': 'infinity'::DATE} AS ds, DATE '2026-03-01' AS day")))
        .isEqualTo(
            """
            [
            {"b":"61ff","bs":["61"],"t":"infinity","ts":["-infinity"],"ns":"infinity",\
            "ms":"-infinity","d":"-infinity","ds":{"d":"infinity"},"day":"2026-03-01"}
            ]
            """);
    assertThatThrownBy(() -> WarehouseQuery.run(file, "SELECT 'infinity'::TIMESTAMP_S"))
        .isInstanceOf(WarehouseQuery.QueryException.class)
        .hasMessageContaining("cast it to VARCHAR");
  }

  private Path written(long[][] minutes) {
    Path file = directory.resolve("warehouse.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file);
        TableWriter writer = writer(warehouse)) {
      for (int i = 0; i < minutes.length; i++) {
        writer.append(Minutes.row(Minutes.minute(i, minutes[i])));
      }
      writer.flush();
    }
    return file;
  }

  private void export(Path target, int... ranges) throws Exception {
    Files.createDirectories(target.getParent());
    Path work = target.resolveSibling("work.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(work);
        TableWriter writer = writer(warehouse);
        TableWriter signatures =
            warehouse.writer(ERROR_SIGNATURES, StreamProgress.unkept(), (row, reason) -> {})) {
      for (int range = 0; range < ranges.length; range += 2) {
        for (int number = ranges[range]; number < ranges[range + 1]; number++) {
          writer.append(Minutes.row(number));
          for (List<@Nullable Object> row :
              Minutes.rows(
                  Minutes.withSignature(Minutes.minute(number), "failed " + number % 7),
                  ERROR_SIGNATURES)) {
            signatures.append(row);
          }
        }
      }
      writer.flush();
      signatures.flush();
      warehouse.export(target);
    }
  }

  private static TableWriter writer(LocalWarehouse warehouse) {
    return warehouse.writer(
        SERVICE_MINUTES,
        StreamProgress.unkept(),
        (row, reason) -> {
          throw new AssertionError(reason);
        });
  }
}
