output "subnetwork" {
  description = "As projects/P/regions/R/subnetworks/S."
  value       = google_compute_subnetwork.this.id
}
