// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static io.fivewhys.warehouse.Tables.SERVICE_MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import io.fivewhys.ServiceMinute;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Latencies that are known, in minutes that SQL merges: each quantile within 1 % of nearest rank.
 */
class PercentileTest {

  private static final int MINUTES = 20;
  private static final double[] QUANTILES = {0.5, 0.9, 0.95, 0.99, 1};

  /** Nanoseconds of requests, by what they are like; each is a service of its own. */
  private static final Map<String, long[][]> LATENCIES =
      new TreeMap<>(
          Map.of(
              "log-normal", minutes(300, random -> logNormal(random, 80)),
              "timeout-cliff", minutes(400, PercentileTest::cliff),
              "two-routes",
                  minutes(200, random -> logNormal(random, random.nextInt(3) == 0 ? 900 : 12)),
              "constant", minutes(50, random -> 250_000_000),
              "some-zero",
                  minutes(30, random -> random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(99)),
              "tiny", minutes(1, random -> logNormal(random, 50))));

  @TempDir static Path directory;

  private static Path file;

  @BeforeAll
  static void write() {
    file = directory.resolve("warehouse.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(file);
        TableWriter writer =
            warehouse.writer(
                SERVICE_MINUTES,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      LATENCIES.forEach((service, minutes) -> {
        for (int number = 0; number < MINUTES; number++) {
          ServiceMinute minute = Minutes.minute(number, minutes[number]);
          minute.setService(service);
          writer.append(Minutes.row(minute));
        }
      });
      writer.flush();
    }
  }

  @Test
  void duckdb_is_within_one_percent() {
    try (Engine duckDb = new DuckDbEngine(file)) {
      assertWithin(duckDb);
    }
  }

  @Test
  void bigquerys_form_is_within_one_percent_on_the_emulator() {
    BigQueryEmulator.assumeAvailable();
    try (Engine emulator = EmulatedEngine.of(file)) {
      assertWithin(emulator);
    }
  }

  private static void assertWithin(Engine engine) {
    for (double q : QUANTILES) {
      assertMerged(
          engine,
          q,
          """
          SELECT service, fivewhys.latency_quantile(ARRAY_CONCAT_AGG(latency_histogram), %s) AS ms
          FROM fivewhys.service_minutes
          GROUP BY service
          ORDER BY service\
          """
              .formatted(q));
    }
    Map.of("p50_ms", 0.5, "p90_ms", 0.9, "p95_ms", 0.95, "p99_ms", 0.99, "max_ms", 1.0)
        .forEach((column, q) ->
            assertMerged(
                engine,
                q,
                """
                SELECT service, %s
                FROM fivewhys.latency_percentiles(
                  TIMESTAMP '2026-03-01 00:00:00+00', TIMESTAMP '2026-03-02 00:00:00+00', 1440)
                ORDER BY service\
                """
                    .formatted(column)));
  }

  private static void assertMerged(Engine engine, double q, String sql) {
    List<List<Object>> rows =
        engine.ask(sql).rows().stream().map(row -> List.<Object>copyOf(row)).toList();
    assertThat(rows.stream().map(List::getFirst)).containsExactlyElementsOf(LATENCIES.keySet());
    rows.forEach(row -> {
      long[] sorted =
          Arrays.stream(LATENCIES.get(row.getFirst()))
              .flatMapToLong(Arrays::stream)
              .sorted()
              .toArray();
      double exact = sorted[(int) Math.ceil(q * sorted.length) - 1] / 1e6;
      assertThat((Double) row.getLast())
          .as("%s at %s", row.getFirst(), q)
          .isCloseTo(exact, withPercentage(1.0000001));
    });
  }

  private static long[][] minutes(int requests, ToLongFunction<Random> latency) {
    Random random = new Random(requests);
    long[][] minutes = new long[MINUTES][requests];
    for (long[] minute : minutes) {
      Arrays.setAll(minute, i -> latency.applyAsLong(random));
    }
    return minutes;
  }

  private static long logNormal(Random random, double medianMillis) {
    return (long) (medianMillis * 1e6 * Math.exp(0.8 * random.nextGaussian()));
  }

  /** One in a hundred is ended by the platform after a minute. */
  private static long cliff(Random random) {
    return random.nextInt(100) == 0 ? 60_000_000_000L : logNormal(random, 40);
  }
}
