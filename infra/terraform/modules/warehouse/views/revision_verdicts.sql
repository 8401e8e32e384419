SELECT *
FROM `PROJECT`.fivewhys.revision_changes
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY project, location, service, to_revision
    ORDER BY sequence DESC, observed_at DESC) = 1
