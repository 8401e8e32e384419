SELECT project, location, service, revision, window_start, each.bucket, each.count
FROM `PROJECT`.fivewhys.service_minutes, UNNEST(latency_histogram) AS each
