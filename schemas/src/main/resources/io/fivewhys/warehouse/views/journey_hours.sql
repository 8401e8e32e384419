SELECT
  project, journey,
  {dataset}.hour_of(window_start) AS hour,
  CAST(SUM(total) AS INT64) AS total,
  CAST(SUM(good) AS INT64) AS good,
  SUM(good) / NULLIF(SUM(total), 0) AS good_rate
FROM {dataset}.journey_minutes
GROUP BY project, journey, hour
