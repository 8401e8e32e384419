WITH
  said AS (
    SELECT
      project, location, service, signature_id,
      MIN(signature) AS signature,
      CAST(SUM(count) AS INT64) AS count,
      COUNT(DISTINCT revision) AS revisions,
      MIN(window_start) AS first_seen,
      MAX(window_start) AS last_seen,
      MIN(example) AS example
    FROM `PROJECT`.fivewhys.error_signatures
    GROUP BY project, location, service, signature_id)
SELECT
  project, location, service, signature_id, signature, count, revisions,
  first_seen, last_seen, example
FROM said
WHERE first_seen >= since
