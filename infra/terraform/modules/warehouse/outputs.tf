output "dataset" {
  description = "For the setting warehouse.dataset: PROJECT.DATASET."
  value       = "${var.project_id}.${google_bigquery_dataset.this.dataset_id}"
}

output "dataset_id" {
  description = "Its name alone, for IAM."
  value       = google_bigquery_dataset.this.dataset_id
}

output "location" {
  description = "For the setting warehouse.location."
  value       = google_bigquery_dataset.this.location
}

output "tables" {
  description = "Names of the tables. Who waits for them finds them there."
  value       = [for table in google_bigquery_table.this : table.table_id]
}
