WITH
  totals AS (
    SELECT
      project, location, service, revision,
      CAST(SUM(requests) AS INT64) AS requests,
      SUM(errors_5xx) / NULLIF(SUM(requests), 0) AS error_rate,
      SUM(errors_4xx) / NULLIF(SUM(requests), 0) AS error_rate_4xx,
      SUM(errors_auth) / NULLIF(SUM(requests), 0) AS error_rate_auth,
      SUM(errors_429) / NULLIF(SUM(requests), 0) AS error_rate_429,
      MIN(window_start) AS first_minute,
      MAX(window_start) AS last_minute
    FROM `PROJECT`.fivewhys.service_minutes
    GROUP BY project, location, service, revision),
  buckets AS (
    SELECT project, location, service, revision, bucket, SUM(count) AS count
    FROM `PROJECT`.fivewhys.latency_buckets
    GROUP BY project, location, service, revision, bucket),
  ranks AS (
    SELECT
      project, location, service, revision, bucket,
      SUM(count) OVER (PARTITION BY project, location, service, revision ORDER BY bucket) AS up_to,
      SUM(count) OVER (PARTITION BY project, location, service, revision) AS total
    FROM buckets),
  percentiles AS (
    SELECT
      project, location, service, revision,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.50e0 * total), bucket, NULL))) AS p50_ms,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.95e0 * total), bucket, NULL))) AS p95_ms,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.99e0 * total), bucket, NULL))) AS p99_ms
    FROM ranks
    GROUP BY project, location, service, revision)
SELECT
  project, location, service, revision, requests,
  error_rate, error_rate_4xx, error_rate_auth, error_rate_429,
  p50_ms, p95_ms, p99_ms, first_minute, last_minute
FROM totals
LEFT JOIN percentiles USING (project, location, service, revision)
