SELECT
  project, location, service,
  `PROJECT`.fivewhys.window_begin(window_start, since, minutes) AS window_from,
  CAST(SUM(requests) AS INT64) AS requests,
  CAST(SUM(errors_5xx) AS INT64) AS errors_5xx,
  SUM(errors_5xx) / NULLIF(SUM(requests), 0) AS error_rate,
  SUM(errors_5xx) / NULLIF(SUM(requests), 0) / NULLIF(1e0 - objective, 0) AS burn_rate
FROM `PROJECT`.fivewhys.service_minutes
WHERE window_start >= since AND window_start < until
GROUP BY project, location, service, window_from
