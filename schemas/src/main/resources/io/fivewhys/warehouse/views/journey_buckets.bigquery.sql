SELECT project, journey, window_start, each.bucket, each.count
FROM {dataset}.journey_minutes, UNNEST(latency_histogram) AS each
