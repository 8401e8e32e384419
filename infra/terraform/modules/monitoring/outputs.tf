output "alerts" {
  description = "Alert policies by their names in alerts.yaml."
  value       = { for name, policy in google_monitoring_alert_policy.this : name => policy.id }
}
