SELECT
  DATE(deployed_at) AS day, project, location, service,
  COUNT(*) AS deployments,
  CAST(COUNTIF(failed) AS INT64) AS failed
FROM `PROJECT`.fivewhys.deployments
GROUP BY day, project, location, service
