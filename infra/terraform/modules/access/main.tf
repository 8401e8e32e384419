# Who the services are, and what each may do: ../../PERMISSIONS.md says which call needs which right.

locals {
  services = toset(["ingest", "processors", "sinks"])

  # Files that services read at their start are no secrets; but secrets are what Cloud Run reads files from.
  files = merge(
    { collector = local.collector },
    var.configuration == "" ? {} : { configuration = var.configuration },
  )
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

# What is not for everybody's eyes, and the files.

resource "google_secret_manager_secret" "this" {
  for_each            = toset(concat(["env-salt"], keys(local.files)))
  project             = var.project_id
  secret_id           = "${var.name}-${each.key}"
  labels              = var.labels
  deletion_protection = each.key == "env-salt" && var.deletion_protection

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

# An instance that starts while one is written has the one before.

resource "google_secret_manager_secret_version" "env_salt" {
  secret                 = google_secret_manager_secret.this["env-salt"].id
  secret_data_wo         = var.env_salt
  secret_data_wo_version = var.env_salt_version
  deletion_policy        = "ABANDON"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret_version" "files" {
  for_each        = local.files
  secret          = google_secret_manager_secret.this[each.key].id
  secret_data     = each.value
  deletion_policy = "ABANDON"

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_secret_manager_secret_iam_member" "env_salt" {
  project   = var.project_id
  secret_id = google_secret_manager_secret.this["env-salt"].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this["ingest"].member
}

resource "google_secret_manager_secret_iam_member" "collector" {
  for_each  = local.services
  project   = var.project_id
  secret_id = google_secret_manager_secret.this["collector"].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this[each.key].member
}

resource "google_secret_manager_secret_iam_member" "configuration" {
  for_each  = var.configuration == "" ? [] : local.services
  project   = var.project_id
  secret_id = google_secret_manager_secret.this["configuration"].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this[each.key].member
}

# What the collector beside each service takes to Managed Service for Prometheus: what alerts, the dashboard and the autoscaler
# ask for, and no more. Kafka's clients alone have hundreds of numbers for each partition, and each is billed.

locals {
  collector = yamlencode({
    receivers = {
      prometheus = {
        config = {
          scrape_configs = [{
            job_name        = "fivewhys"
            scrape_interval = "30s"
            static_configs  = [{ targets = ["localhost:9090"] }]
            metric_relabel_configs = [{
              action        = "keep"
              source_labels = ["__name__"]
              regex         = "fivewhys_.*|jvm_memory_used_bytes|process_cpu_usage|process_uptime_seconds"
            }]
          }]
        }
      }
    }
    processors = {
      batch             = { timeout = "5s", send_batch_size = 200, send_batch_max_size = 200 }
      resourcedetection = { detectors = ["gcp"], timeout = "10s" }

      # The names under which the series of a target are kept, the same as on GKE. What tells instances apart is called
      # otherwise in each release of the detector; the last that is there holds.
      resource = {
        attributes = concat(
          [
            { key = "location", value = var.region, action = "upsert" },
            { key = "cluster", value = var.name, action = "upsert" },
            { key = "namespace", value = "fivewhys", action = "upsert" },
            { key = "service.name", value = "$${env:FIVEWHYS_COMMAND}", action = "upsert" },
          ],
          [for id in ["host.id", "faas.id", "faas.instance"] : { key = "service.instance.id", from_attribute = id, action = "upsert" }],
        )
      }
    }
    exporters = { googlemanagedprometheus = {} }
    service = {
      pipelines = {
        metrics = {
          receivers  = ["prometheus"]
          processors = ["resourcedetection", "resource", "batch"]
          exporters  = ["googlemanagedprometheus"]
        }
      }
    }
  })
}
