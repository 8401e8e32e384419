SELECT
  incident_id, project, severity, symptom_component, symptom_signal,
  began_at, opened_at AS detected_at, detection_minutes AS minutes
FROM `PROJECT`.fivewhys.incidents
WHERE began_at IS NOT NULL
