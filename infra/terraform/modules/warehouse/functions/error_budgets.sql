SELECT
  project, location, service,
  CAST(SUM(requests) AS INT64) AS requests,
  CAST(SUM(errors_5xx) AS INT64) AS errors_5xx,
  SUM(requests) * (1e0 - objective) AS errors_allowed,
  1 - SUM(errors_5xx) / NULLIF(SUM(requests) * (1e0 - objective), 0) AS budget_left
FROM `PROJECT`.fivewhys.service_minutes
WHERE window_start >= since AND window_start < until
GROUP BY project, location, service
