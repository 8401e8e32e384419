WITH
  told AS (
    SELECT
      *,
      ready_at IS NULL AND `PROJECT`.fivewhys.any_begins(findings, 'never became ready') AS never_ready
    FROM `PROJECT`.fivewhys.revision_verdicts)
SELECT
  project, location, service, from_revision, to_revision,
  COALESCE(first_traffic_at, ready_at, created_at, observed_at) AS deployed_at,
  verdict, never_ready,
  verdict = 'REGRESSION' OR never_ready AS failed,
  first_traffic_at, restored_at, actor, tool,
  created_at,
  `PROJECT`.fivewhys.minutes_between(created_at, first_traffic_at) AS lead_minutes
FROM told
