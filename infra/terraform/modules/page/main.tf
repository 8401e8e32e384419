# The live page over the dataset, for whom Identity-Aware Proxy lets in. It costs what is looked at: nobody there, no instance.

locals {
  name = "${var.name}-page"
}

resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = local.name
  display_name = "fivewhys page"
}

resource "google_bigquery_dataset_iam_member" "this" {
  project    = var.project_id
  dataset_id = var.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = google_service_account.this.member
}

resource "google_project_iam_member" "jobs" {
  project = var.project_id
  role    = "roles/bigquery.jobUser"
  member  = google_service_account.this.member
}

resource "google_secret_manager_secret_iam_member" "configuration" {
  count     = var.configuration == null ? 0 : 1
  project   = var.project_id
  secret_id = var.configuration.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.this.member
}

resource "google_cloud_run_v2_service" "this" {
  project             = var.project_id
  location            = var.region
  name                = local.name
  labels              = var.labels
  ingress             = "INGRESS_TRAFFIC_ALL"
  iap_enabled         = true
  deletion_protection = false

  scaling {
    min_instance_count = 0
    max_instance_count = 1 # each would read the same rows again
  }

  template {
    service_account                  = google_service_account.this.email
    max_instance_request_concurrency = 250
    timeout                          = "3600s" # of a page that stays open to hear of new rows

    containers {
      image = var.image
      args  = ["page"]

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = "1", memory = "2Gi" }
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = merge(var.environment, {
          FIVEWHYS_WAREHOUSE_DATASET      = "${var.project_id}.${var.dataset_id}"
          FIVEWHYS_WAREHOUSE_LOCATION     = var.location
          FIVEWHYS_REPORT_PORT            = "8080"
          FIVEWHYS_REPORT_HOST            = "0.0.0.0"
          FIVEWHYS_REPORT_NAMES           = "${local.name}-${var.project_number}.${var.region}.run.app"
          FIVEWHYS_REPORT_IDENTITY_HEADER = "x-goog-authenticated-user-email"
        }, var.configuration == null ? {} : { FIVEWHYS_CONFIG = "/etc/fivewhys/fivewhys.yaml" })
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "volume_mounts" {
        for_each = var.configuration == null ? [] : ["configuration"]
        content {
          name       = volume_mounts.value
          mount_path = "/etc/fivewhys"
        }
      }
    }

    dynamic "volumes" {
      for_each = var.configuration == null ? [] : [var.configuration]
      content {
        name = "configuration"
        secret {
          secret = volumes.value.secret
          items {
            path    = "fivewhys.yaml"
            version = volumes.value.version
          }
        }
      }
    }
  }

  depends_on = [
    google_bigquery_dataset_iam_member.this,
    google_project_iam_member.jobs,
    google_secret_manager_secret_iam_member.configuration,
  ]
}

# Only the proxy may call it, and so only whom the proxy knows.

resource "google_cloud_run_v2_service_iam_member" "proxy" {
  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_service.this.name
  role     = "roles/run.invoker"
  member   = "serviceAccount:service-${var.project_number}@gcp-sa-iap.iam.gserviceaccount.com"
}

resource "google_iap_web_cloud_run_service_iam_member" "readers" {
  for_each               = var.readers
  project                = var.project_id
  location               = var.region
  cloud_run_service_name = google_cloud_run_v2_service.this.name
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.value
}
