WITH
  totals AS (
    SELECT
      project, location, service,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      CAST(SUM(requests) AS INT64) AS requests,
      CAST(SUM(errors_5xx) AS INT64) AS errors_5xx,
      SUM(errors_5xx) / NULLIF(SUM(requests), 0) AS error_rate
    FROM `PROJECT`.fivewhys.service_minutes
    GROUP BY project, location, service, hour),
  buckets AS (
    SELECT
      project, location, service,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      bucket,
      SUM(count) AS count
    FROM `PROJECT`.fivewhys.latency_buckets
    GROUP BY project, location, service, hour, bucket),
  ranks AS (
    SELECT
      project, location, service, hour, bucket,
      SUM(count) OVER (PARTITION BY project, location, service, hour ORDER BY bucket) AS up_to,
      SUM(count) OVER (PARTITION BY project, location, service, hour) AS total
    FROM buckets),
  percentiles AS (
    SELECT
      project, location, service, hour,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.50e0 * total), bucket, NULL))) AS p50_ms,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.90e0 * total), bucket, NULL))) AS p90_ms,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.95e0 * total), bucket, NULL))) AS p95_ms,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.99e0 * total), bucket, NULL))) AS p99_ms
    FROM ranks
    GROUP BY project, location, service, hour)
SELECT
  project, location, service, hour, requests, errors_5xx, error_rate,
  p50_ms, p90_ms, p95_ms, p99_ms
FROM totals
LEFT JOIN percentiles USING (project, location, service, hour)
