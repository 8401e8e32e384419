WITH
  totals AS (
    SELECT
      project, journey,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      CAST(SUM(total) AS INT64) AS total,
      CAST(SUM(good) AS INT64) AS good,
      SUM(good) / NULLIF(SUM(total), 0) AS good_rate
    FROM `PROJECT`.fivewhys.journey_minutes
    GROUP BY project, journey, hour),
  buckets AS (
    SELECT
      project, journey,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      bucket,
      SUM(count) AS count
    FROM `PROJECT`.fivewhys.journey_buckets
    GROUP BY project, journey, hour, bucket),
  ranks AS (
    SELECT
      project, journey, hour, bucket,
      SUM(count) OVER (PARTITION BY project, journey, hour ORDER BY bucket) AS up_to,
      SUM(count) OVER (PARTITION BY project, journey, hour) AS all_of_them
    FROM buckets),
  percentiles AS (
    SELECT
      project, journey, hour,
      `PROJECT`.fivewhys.latency_ms(MIN(IF(up_to >= CEIL(0.95e0 * all_of_them), bucket, NULL))) AS p95_ms
    FROM ranks
    GROUP BY project, journey, hour)
SELECT project, journey, hour, total, good, good_rate, p95_ms
FROM totals
LEFT JOIN percentiles USING (project, journey, hour)
