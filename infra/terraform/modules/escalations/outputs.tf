output "topic" {
  description = "As projects/P/topics/T."
  value       = google_pubsub_topic.this.id
}

output "topic_name" {
  description = "Its name alone, for IAM."
  value       = google_pubsub_topic.this.name
}
