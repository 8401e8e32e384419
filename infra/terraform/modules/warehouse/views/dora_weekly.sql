WITH
  deploys AS (
    SELECT
      project, location, service,
      `PROJECT`.fivewhys.week_of(deployed_at) AS week,
      failed,
      lead_minutes,
      IF(failed, `PROJECT`.fivewhys.minutes_between(first_traffic_at, restored_at), NULL) AS restore_minutes
    FROM `PROJECT`.fivewhys.deployments),
  ranks AS (
    SELECT
      project, location, service, week, failed, lead_minutes, restore_minutes,
      ROW_NUMBER() OVER (
        PARTITION BY project, location, service, week
        ORDER BY lead_minutes IS NULL, lead_minutes) AS lead_place,
      COUNT(lead_minutes) OVER (PARTITION BY project, location, service, week) AS leads,
      ROW_NUMBER() OVER (
        PARTITION BY project, location, service, week
        ORDER BY restore_minutes IS NULL, restore_minutes) AS restore_place,
      COUNT(restore_minutes) OVER (PARTITION BY project, location, service, week) AS restores
    FROM deploys)
SELECT
  week, project, location, service,
  COUNT(*) AS deployments,
  COUNT(*) / 7 AS deployments_per_day,
  AVG(IF(lead_place IN (DIV(leads + 1, 2), DIV(leads + 2, 2)), lead_minutes, NULL))
    AS median_lead_minutes,
  CAST(COUNTIF(failed) AS INT64) AS failures,
  COUNTIF(failed) / COUNT(*) AS change_failure_rate,
  COUNT(restore_minutes) AS restored,
  AVG(IF(restore_place IN (DIV(restores + 1, 2), DIV(restores + 2, 2)), restore_minutes, NULL))
    AS median_restore_minutes
FROM ranks
GROUP BY week, project, location, service
