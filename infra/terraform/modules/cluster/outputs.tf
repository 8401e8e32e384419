output "name" {
  description = "For gcloud container clusters get-credentials --dns-endpoint."
  value       = google_container_cluster.this.name
}
