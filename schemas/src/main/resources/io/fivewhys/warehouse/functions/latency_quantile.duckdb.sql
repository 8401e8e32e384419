(
  SELECT {dataset}.latency_ms(MIN(bucket))
  FROM (
    SELECT bucket, SUM(count) OVER (ORDER BY bucket) AS up_to, SUM(count) OVER () AS total
    FROM (SELECT UNNEST(histogram, recursive := true)))
  WHERE up_to >= GREATEST(1, CEIL(CAST(q AS DOUBLE) * total)))
