mock_provider "google" {}

variables {
  project_id = "acme-prod"
  dataset    = "incidents"
  location   = "EU"
  keep_days  = 30
}

run "tables" {
  command = plan
  assert {
    condition     = length(google_bigquery_table.this) == length(fileset("tables", "*.json"))
    error_message = "Every table of the code."
  }
  assert {
    condition     = alltrue([for table in google_bigquery_table.this : table.deletion_protection])
    error_message = "Tables are not destroyed by default."
  }
  assert {
    condition     = google_bigquery_table.this["service_minutes"].time_partitioning[0].expiration_ms == 2592000000
    error_message = "Minutes go after keep_days."
  }
  assert {
    condition     = google_bigquery_table.this["escalations"].time_partitioning[0].expiration_ms == null
    error_message = "Incidents stay."
  }
}

run "views_and_functions" {
  command = plan
  assert {
    condition     = length(local.definitions) == length(google_bigquery_table.view_0) + length(google_bigquery_table.view_1) + length(google_bigquery_table.view_2) + length(google_bigquery_table.view_3) + length(google_bigquery_routine.scalar_0) + length(google_bigquery_routine.scalar_1) + length(google_bigquery_routine.rows)
    error_message = "Every view and function is made, and each once."
  }
  assert {
    condition     = alltrue([for sql in values(local.sql) : !strcontains(sql, "PROJECT")])
    error_message = "No view names another dataset."
  }
  assert {
    condition     = strcontains(google_bigquery_table.view_0["latency_buckets"].view[0].query, "`acme-prod`.incidents.service_minutes")
    error_message = "Views read this dataset."
  }
}
