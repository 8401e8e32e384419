output "accounts" {
  description = "Addresses of the service accounts by service."
  value       = { for service, account in google_service_account.this : service => account.email }

  # Who has an account has its rights.
  depends_on = [
    google_project_iam_member.kafka,
    google_project_iam_member.metrics,
    google_pubsub_subscription_iam_member.ingest,
    google_bigquery_dataset_iam_member.sinks,
    google_pubsub_topic_iam_member.sinks,
    google_secret_manager_secret_iam_member.env_salt,
    google_secret_manager_secret_iam_member.configuration,
    google_secret_manager_secret_iam_member.collector,
  ]
}

output "env_salt" {
  description = "Secret and version of the salt."
  value       = { secret = google_secret_manager_secret.this["env-salt"].secret_id, version = google_secret_manager_secret_version.env_salt.version }
}

output "configuration" {
  description = "Secret and version of fivewhys.yaml; null where there is none."
  value = var.configuration == "" ? null : {
    secret  = google_secret_manager_secret.this["configuration"].secret_id
    version = google_secret_manager_secret_version.files["configuration"].version
  }
}

output "collector" {
  description = "Secret and version of what the collector collects."
  value = {
    secret  = google_secret_manager_secret.this["collector"].secret_id
    version = google_secret_manager_secret_version.files["collector"].version
  }
}
