output "url" {
  description = "Where the page is."
  value       = "https://${local.name}-${var.project_number}.${var.region}.run.app"
}
