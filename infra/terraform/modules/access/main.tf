# Who the services are, and what each may do: ../../PERMISSIONS.md says which call needs which right.

locals {
  services = toset(["ingest", "processors", "sinks"])
  keep     = var.deletion_protection
}

resource "google_service_account" "this" {
  for_each     = local.services
  project      = var.project_id
  account_id   = "${var.name}-${each.key}"
  display_name = "fivewhys ${each.key}"
}

# All three speak to Kafka, and write their metrics.

resource "google_project_iam_member" "kafka" {
  for_each = local.services
  project  = var.project_id
  role     = "roles/managedkafka.client"
  member   = google_service_account.this[each.key].member
}

resource "google_project_iam_member" "metrics" {
  for_each = local.services
  project  = var.project_id
  role     = "roles/monitoring.metricWriter"
  member   = google_service_account.this[each.key].member
}

# Ingest.

resource "google_pubsub_subscription_iam_member" "ingest" {
  project      = var.project_id
  subscription = var.subscription
  role         = "roles/pubsub.subscriber"
  member       = google_service_account.this["ingest"].member
}

resource "google_project_iam_member" "monitoring" {
  count   = var.metrics_project == "" ? 0 : 1
  project = var.metrics_project
  role    = "roles/monitoring.viewer"
  member  = google_service_account.this["ingest"].member
}

# Sinks.

resource "google_bigquery_dataset_iam_member" "sinks" {
  project    = var.project_id
  dataset_id = var.dataset_id
  role       = "roles/bigquery.dataEditor"
  member     = google_service_account.this["sinks"].member
}

resource "google_pubsub_topic_iam_member" "sinks" {
  project = var.project_id
  topic   = var.escalations_topic
  role    = "roles/pubsub.publisher"
  member  = google_service_account.this["sinks"].member
}

# What is not for everybody's eyes.

resource "google_secret_manager_secret" "env_salt" {
  project             = var.project_id
  secret_id           = "${var.name}-env-salt"
  labels              = var.labels
  deletion_protection = local.keep

  replication {
    user_managed {
      replicas {
        location = var.region
        dynamic "customer_managed_encryption" {
          for_each = var.kms_key == null ? [] : [var.kms_key]
          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }
  }
}

resource "google_secret_manager_secret_version" "env_salt" {
  secret                 = google_secret_manager_secret.env_salt.id
  secret_data_wo         = var.env_salt
  secret_data_wo_version = var.env_salt_version
}

resource "google_secret_manager_secret_iam_member" "env_salt" {
  project   = var.project_id
  secret_id = google_secret_manager_secret.env_salt.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this["ingest"].member
}

# No secret; but a file that services read at their start is what secrets are for in Cloud Run.

resource "google_secret_manager_secret" "configuration" {
  count     = var.configuration == "" ? 0 : 1
  project   = var.project_id
  secret_id = "${var.name}-configuration"
  labels    = var.labels

  replication {
    user_managed {
      replicas {
        location = var.region
        dynamic "customer_managed_encryption" {
          for_each = var.kms_key == null ? [] : [var.kms_key]
          content {
            kms_key_name = customer_managed_encryption.value
          }
        }
      }
    }
  }
}

resource "google_secret_manager_secret_version" "configuration" {
  count       = var.configuration == "" ? 0 : 1
  secret      = google_secret_manager_secret.configuration[0].id
  secret_data = var.configuration
}

resource "google_secret_manager_secret_iam_member" "configuration" {
  for_each  = var.configuration == "" ? [] : local.services
  project   = var.project_id
  secret_id = google_secret_manager_secret.configuration[0].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this[each.key].member
}
