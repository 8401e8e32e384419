SELECT
  project, location, service, to_revision,
  first_traffic_at AS failed_at,
  restored_at,
  `PROJECT`.fivewhys.minutes_between(first_traffic_at, restored_at) AS minutes
FROM `PROJECT`.fivewhys.deployments
WHERE failed
