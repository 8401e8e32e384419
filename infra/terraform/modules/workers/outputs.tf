output "pools" {
  description = "Names of the worker pools by service."
  value       = { for service, pool in google_cloud_run_v2_worker_pool.this : service => pool.name }
}
