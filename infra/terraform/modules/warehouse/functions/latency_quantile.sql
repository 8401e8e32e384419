(
  SELECT `PROJECT`.fivewhys.latency_ms(MIN(bucket))
  FROM (
    SELECT each.bucket, SUM(each.count) OVER (ORDER BY each.bucket) AS up_to, SUM(each.count) OVER () AS total
    FROM UNNEST(histogram) AS each)
  WHERE up_to >= GREATEST(1, CEIL(q * total)))
