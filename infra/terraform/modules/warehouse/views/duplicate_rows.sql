SELECT
  'service_minutes' AS table_name,
  CONCAT(project, ' ', location, ' ', service, ' ', revision, ' ', `PROJECT`.fivewhys.time_text(window_start)) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.service_minutes
GROUP BY project, location, service, revision, window_start
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'error_signatures' AS table_name,
  CONCAT(project, ' ', location, ' ', service, ' ', revision, ' ', `PROJECT`.fivewhys.time_text(window_start), ' ', signature_id) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.error_signatures
GROUP BY project, location, service, revision, window_start, signature_id
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'dependency_minutes' AS table_name,
  CONCAT(project, ' ', location, ' ', component_kind, ' ', component, ' ', caller, ' ', caller_revision, ' ', `PROJECT`.fivewhys.time_text(window_start), ' ', signal, ' ', detail) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.dependency_minutes
GROUP BY project, location, component_kind, component, caller, caller_revision, window_start, signal, detail
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'journey_minutes' AS table_name,
  CONCAT(project, ' ', journey, ' ', `PROJECT`.fivewhys.time_text(window_start), ' ', CAST(part AS STRING)) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.journey_minutes
GROUP BY project, journey, window_start, part
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'revision_changes' AS table_name,
  CONCAT(project, ' ', location, ' ', service, ' ', to_revision, ' ', CAST(sequence AS STRING)) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.revision_changes
GROUP BY project, location, service, to_revision, sequence
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'escalations' AS table_name,
  CONCAT(incident_id, ' ', CAST(sequence AS STRING)) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.escalations
GROUP BY incident_id, sequence
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'capacity_samples' AS table_name,
  CONCAT(project, ' ', location, ' ', component_kind, ' ', component, ' ', resource, ' ', `PROJECT`.fivewhys.time_text(window_start)) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.capacity_samples
GROUP BY project, location, component_kind, component, resource, window_start
HAVING COUNT(*) > 1
UNION ALL
SELECT
  'rejected_entries' AS table_name,
  CONCAT(source) AS row_key,
  COUNT(*) AS times
FROM `PROJECT`.fivewhys.rejected_entries
GROUP BY source
HAVING COUNT(*) > 1
