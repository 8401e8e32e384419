SELECT
  project, location, service, to_revision,
  first_traffic_at AS failed_at,
  restored_at,
  {dataset}.minutes_between(first_traffic_at, restored_at) AS minutes
FROM {dataset}.deployments
WHERE failed
