WITH
  ranks AS (
    SELECT
      project, location, service, minutes,
      ROW_NUMBER() OVER (
        PARTITION BY project, location, service ORDER BY minutes IS NULL, minutes) AS place,
      COUNT(minutes) OVER (PARTITION BY project, location, service) AS known
    FROM `PROJECT`.fivewhys.time_to_restore)
SELECT
  project, location, service,
  COUNT(*) AS failures,
  COUNT(minutes) AS restored,
  AVG(IF(place IN (DIV(known + 1, 2), DIV(known + 2, 2)), minutes, NULL)) AS median_minutes
FROM ranks
GROUP BY project, location, service
