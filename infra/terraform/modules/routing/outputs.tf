output "subscription" {
  description = "That ingest reads, as projects/P/subscriptions/S."
  value       = google_pubsub_subscription.logs.id
}

output "subscription_name" {
  description = "Its name alone, for IAM and alerts."
  value       = google_pubsub_subscription.logs.name
}

output "dead_letter_subscription" {
  description = "Where dead letters wait to be looked at or sent again."
  value       = google_pubsub_subscription.dead.id
}

output "topic" {
  description = "That sinks publish to, as projects/P/topics/T."
  value       = google_pubsub_topic.logs.id
}

output "sinks" {
  description = "Names of the sinks by their parents."
  value       = { for parent, sink in local.sinks : parent => sink.name }
}
