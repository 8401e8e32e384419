output "bootstrap" {
  description = "For the setting kafka.bootstrap."
  value       = "bootstrap.${google_managed_kafka_cluster.this.cluster_id}.${var.region}.managedkafka.${var.project_id}.cloud.goog:9092"
}

output "topics" {
  description = "Names of the topics. Who waits for them finds them there."
  value       = [for topic in google_managed_kafka_topic.this : topic.topic_id]
}
