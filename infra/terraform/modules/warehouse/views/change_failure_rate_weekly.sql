SELECT
  `PROJECT`.fivewhys.week_of(deployed_at) AS week, project, location, service,
  COUNT(*) AS deployments,
  CAST(COUNTIF(failed) AS INT64) AS failures,
  COUNTIF(failed) / COUNT(*) AS rate
FROM `PROJECT`.fivewhys.deployments
GROUP BY week, project, location, service
