SELECT
  project, caller, component_kind, component,
  MIN(window_start) AS first_seen,
  MAX(window_start) AS last_seen,
  COUNT(DISTINCT window_start) AS minutes,
  CAST(SUM(count) AS INT64) AS signals
FROM `PROJECT`.fivewhys.dependency_minutes
WHERE caller <> ''
GROUP BY project, caller, component_kind, component
