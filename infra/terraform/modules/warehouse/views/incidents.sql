WITH
  latest AS (
    SELECT
      *,
      IF(status = 'RESOLVED', COALESCE(resolved_at, observed_at), NULL) AS over_at
    FROM `PROJECT`.fivewhys.escalations
    QUALIFY
      ROW_NUMBER() OVER (
        PARTITION BY incident_id ORDER BY sequence DESC, observed_at DESC) = 1)
SELECT
  incident_id, project, status, severity, began_at, opened_at,
  over_at AS resolved_at,
  `PROJECT`.fivewhys.minutes_between(began_at, opened_at) AS detection_minutes,
  `PROJECT`.fivewhys.minutes_between(opened_at, over_at) AS duration_minutes,
  title,
  symptom_component_kind, symptom_component, symptom_signal,
  root_cause_kind, root_cause_component_kind, root_cause_component, root_cause_revision,
  root_cause_basis, root_cause_confidence, decision,
  impact_failed_requests AS failed_requests,
  impact_requests AS requests,
  impact_share AS share,
  impact_affected_minutes AS affected_minutes,
  sequence, observed_at,
  `PROJECT`.fivewhys.minutes_between(COALESCE(began_at, opened_at), over_at) AS restore_minutes
FROM latest
