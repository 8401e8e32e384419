WITH
  said AS (
    SELECT
      project, location, caller, component_kind, component,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      CAST(SUM(count) AS INT64) AS signals,
      COUNT(DISTINCT window_start) AS minutes,
      STRING_AGG(DISTINCT signal, ', ' ORDER BY signal) AS kinds,
      MAX(p95_ms) AS worst_p95_ms
    FROM `PROJECT`.fivewhys.dependency_minutes
    WHERE caller <> ''
    GROUP BY project, location, caller, component_kind, component, hour),
  served AS (
    SELECT
      project, location,
      service AS caller,
      `PROJECT`.fivewhys.hour_of(window_start) AS hour,
      CAST(SUM(requests) AS INT64) AS caller_requests,
      CAST(SUM(errors_5xx) AS INT64) AS caller_errors_5xx
    FROM `PROJECT`.fivewhys.service_minutes
    GROUP BY project, location, caller, hour)
SELECT
  project, location, caller, component_kind, component, hour,
  signals, minutes, kinds, worst_p95_ms,
  caller_requests, caller_errors_5xx,
  signals / NULLIF(caller_requests, 0) AS signals_per_request
FROM said
LEFT JOIN served USING (project, location, caller, hour)
