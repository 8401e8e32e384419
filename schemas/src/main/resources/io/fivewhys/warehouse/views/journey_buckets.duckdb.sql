SELECT project, journey, window_start, unnest(latency_histogram, recursive := true)
FROM {dataset}.journey_minutes
