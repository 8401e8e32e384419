SELECT
  project, journey,
  {dataset}.hour_of(window_start) AS hour,
  CAST(SUM(total) AS INT64) AS total,
  CAST(SUM(good) AS INT64) AS good,
  SUM(good) / NULLIF(SUM(total), 0) AS good_rate,
  {dataset}.latency_quantile(ARRAY_CONCAT_AGG(latency_histogram), 0.95e0) AS p95_ms
FROM {dataset}.journey_minutes
GROUP BY project, journey, hour
