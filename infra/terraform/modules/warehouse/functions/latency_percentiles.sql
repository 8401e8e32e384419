WITH
  buckets AS (
    SELECT
      project, location, service,
      `PROJECT`.fivewhys.window_begin(window_start, since, minutes) AS window_from,
      bucket,
      SUM(count) AS count
    FROM `PROJECT`.fivewhys.latency_buckets
    WHERE window_start >= since AND window_start < until
    GROUP BY project, location, service, window_from, bucket),
  ranks AS (
    SELECT
      project, location, service, window_from, bucket, count,
      SUM(count) OVER (
        PARTITION BY project, location, service, window_from ORDER BY bucket) AS up_to,
      SUM(count) OVER (PARTITION BY project, location, service, window_from) AS total
    FROM buckets)
SELECT
  project, location, service, window_from,
  CAST(SUM(count) AS INT64) AS requests,
  `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.50e0 * total), bucket, NULL))) AS p50_ms,
  `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.90e0 * total), bucket, NULL))) AS p90_ms,
  `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.95e0 * total), bucket, NULL))) AS p95_ms,
  `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.99e0 * total), bucket, NULL))) AS p99_ms,
  `PROJECT`.fivewhys.latency_ms(MAX(bucket)) AS max_ms
FROM ranks
GROUP BY project, location, service, window_from
