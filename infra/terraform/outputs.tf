output "subscription" {
  description = "That ingest reads."
  value       = module.routing.subscription
}

output "dead_letter_subscription" {
  description = "Where dead letters wait."
  value       = module.routing.dead_letter_subscription
}

output "escalations_topic" {
  description = "To subscribe to for alerts."
  value       = module.escalations.topic
}

output "dataset" {
  description = "For analysts: PROJECT.DATASET."
  value       = module.warehouse.dataset
}

output "kafka_bootstrap" {
  description = "Brokers, within the network."
  value       = module.kafka.bootstrap
}

output "accounts" {
  description = "Service accounts by service."
  value       = module.access.accounts
}

output "page" {
  description = "Where the live page is; null where nobody may open one."
  value       = one(module.page[*].url)
}

output "pools" {
  description = "Names of the worker pools by service; null on GKE."
  value       = one(module.workers[*].pools)
}

output "settings" {
  description = "Settings of each service as its worker pool has them, for services that run elsewhere. Threads and copies of state follow the size of the pools; infra/kubernetes has its own."
  value       = local.environment
}

output "cluster" {
  description = "Name of the GKE cluster; null with worker pools."
  value       = one(module.cluster[*].name)
}
