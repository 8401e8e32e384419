WITH
  begun AS (
    SELECT MIN(window_start) AS at_minute
    FROM `PROJECT`.fivewhys.service_minutes
    WHERE project = project_id AND service = service_name AND revision = revision_name),
  said AS (
    SELECT
      signature_id, signature, example, count, window_start,
      revision = revision_name AS by_it,
      window_start < at_minute AS before_it
    FROM `PROJECT`.fivewhys.error_signatures
    CROSS JOIN begun
    WHERE project = project_id AND service = service_name)
SELECT
  signature_id,
  MIN(signature) AS signature,
  CAST(SUM(IF(by_it, count, 0)) AS INT64) AS count,
  CAST(SUM(IF(by_it, 0, count)) AS INT64) AS count_of_others,
  MIN(IF(by_it, window_start, NULL)) AS first_seen,
  MAX(IF(by_it, window_start, NULL)) AS last_seen,
  MIN(IF(by_it, example, NULL)) AS example
FROM said
GROUP BY signature_id
HAVING COALESCE(COUNTIF(by_it), 0) > 0 AND COALESCE(COUNTIF(before_it), 0) = 0
