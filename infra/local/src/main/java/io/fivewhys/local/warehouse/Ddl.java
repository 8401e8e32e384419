// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.util.List;
import java.util.stream.Stream;

/** The macros and views in DuckDB's SQL. */
final class Ddl {

  /** Quantiles as in {@code LatencyBuckets}; buckets that occur twice are summed up. */
  private static final List<String> LATENCY_VIEWS =
      List.of(
          """
          CREATE OR REPLACE MACRO latency_ms(bucket) AS
            2 * pow(1.01::DOUBLE / 0.99::DOUBLE, bucket) / (1.01::DOUBLE / 0.99::DOUBLE + 1)\
          """,
          """
          CREATE OR REPLACE MACRO latency_quantile(histogram, q) AS (
            SELECT latency_ms(min(bucket))
            FROM (
              SELECT bucket, sum(count) OVER (ORDER BY bucket) AS up_to, sum(count) OVER () AS total
              FROM (SELECT unnest(histogram, recursive := true)))
            WHERE up_to >= greatest(1, ceil(q * total)))\
          """,
          """
          CREATE OR REPLACE VIEW service_hours AS
          WITH
            minutes AS (
              SELECT *, date_trunc('hour', window_start) AS hour FROM service_minutes),
            totals AS (
              SELECT
                project, location, service, hour,
                sum(requests)::BIGINT AS requests,
                sum(errors_5xx)::BIGINT AS errors_5xx,
                sum(errors_5xx) / nullif(sum(requests), 0) AS error_rate
              FROM minutes
              GROUP BY ALL),
            buckets AS (
              SELECT project, location, service, hour, bucket, sum(count) AS count
              FROM (
                SELECT
                  project, location, service, hour, unnest(latency_histogram, recursive := true)
                FROM minutes)
              GROUP BY ALL),
            ranks AS (
              SELECT
                *,
                sum(count) OVER (
                  PARTITION BY project, location, service, hour ORDER BY bucket) AS up_to,
                sum(count) OVER (PARTITION BY project, location, service, hour) AS total
              FROM buckets),
            percentiles AS (
              SELECT
                project, location, service, hour,
                latency_ms(min(bucket) FILTER (up_to >= ceil(0.50 * total))) AS p50_ms,
                latency_ms(min(bucket) FILTER (up_to >= ceil(0.90 * total))) AS p90_ms,
                latency_ms(min(bucket) FILTER (up_to >= ceil(0.95 * total))) AS p95_ms,
                latency_ms(min(bucket) FILTER (up_to >= ceil(0.99 * total))) AS p99_ms
              FROM ranks
              GROUP BY ALL)
          SELECT *
          FROM totals LEFT JOIN percentiles USING (project, location, service, hour)\
          """);

  /** Each after those it is made of. */
  static final List<String> VIEWS =
      Stream.of(LATENCY_VIEWS, ChangeViews.ALL, DependencyViews.ALL, IncidentViews.ALL)
          .flatMap(List::stream)
          .toList();

  private Ddl() {}
}
