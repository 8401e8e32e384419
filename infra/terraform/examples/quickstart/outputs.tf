output "page" {
  description = "Run it, and open http://localhost:8080."
  value       = "gcloud compute ssh ${google_compute_instance.this.name} --project ${var.project_id} --zone ${var.zone} --tunnel-through-iap -- -N -L 8080:localhost:8080"
}

output "log" {
  description = "Run it to see escalations as they come."
  value       = "gcloud compute ssh ${google_compute_instance.this.name} --project ${var.project_id} --zone ${var.zone} --tunnel-through-iap --command 'sudo journalctl -fu fivewhys'"
}
