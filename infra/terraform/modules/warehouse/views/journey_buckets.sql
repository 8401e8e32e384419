SELECT project, journey, window_start, each.bucket, each.count
FROM `PROJECT`.fivewhys.journey_minutes, UNNEST(latency_histogram) AS each
