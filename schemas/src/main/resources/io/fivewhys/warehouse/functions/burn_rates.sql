SELECT
  project, location, service, window_from, requests, errors_5xx, error_rate,
  error_rate / (1 - objective) AS burn_rate
FROM {dataset}.error_rates(since, until, minutes)
