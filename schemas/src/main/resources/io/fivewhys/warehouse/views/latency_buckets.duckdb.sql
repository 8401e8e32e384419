SELECT
  project, location, service, revision, window_start, unnest(latency_histogram, recursive := true)
FROM {dataset}.service_minutes
