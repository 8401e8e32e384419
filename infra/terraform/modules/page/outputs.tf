output "url" {
  description = "Where the page is."
  value       = "https://${local.name}-${data.google_project.this.number}.${var.region}.run.app"
}
