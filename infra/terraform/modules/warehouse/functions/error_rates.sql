SELECT
  project, location, service,
  `PROJECT`.fivewhys.window_begin(window_start, since, minutes) AS window_from,
  CAST(SUM(requests) AS INT64) AS requests,
  CAST(SUM(errors_5xx) AS INT64) AS errors_5xx,
  CAST(SUM(errors_4xx) AS INT64) AS errors_4xx,
  CAST(SUM(errors_auth) AS INT64) AS errors_auth,
  CAST(SUM(errors_429) AS INT64) AS errors_429,
  SUM(errors_5xx) / NULLIF(SUM(requests), 0) AS error_rate,
  SUM(errors_auth) / NULLIF(SUM(requests), 0) AS error_rate_auth
FROM `PROJECT`.fivewhys.service_minutes
WHERE window_start >= since AND window_start < until
GROUP BY project, location, service, window_from
