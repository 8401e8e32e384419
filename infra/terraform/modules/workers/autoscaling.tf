# Google's external-metrics autoscaler for Cloud Run: reads the lag that the services tell of themselves, and sets how many
# there are. It is KEDA with a Cloud Run service around it, and in preview. Ingest is left out: the order of what it writes
# is its own, and one instance is enough for far more than one project logs.

locals {
  # The topic whose records wait, and how many are a reason for one more instance: some seconds of work.
  scaled = {
    for name, lag in {
      processors = { topic = "fivewhys.events", records = 50000 }
      sinks      = { topic = "fivewhys.service-minutes", records = 20000 }
    } : name => lag if try(var.autoscaling[name], 0) > try(var.services[name].instances, 0)
  }

  autoscaler = yamlencode({
    apiVersion = "crema/v1"
    kind       = "CremaConfig"
    metadata   = { name = var.name }
    spec = {
      pollingInterval        = 30
      triggerAuthentications = [{ metadata = { name = "google" }, spec = { podIdentity = { provider = "gcp" } } }]
      scaledObjects = [
        for name, lag in local.scaled : {
          spec = {
            scaleTargetRef  = { name = "projects/${var.project_id}/locations/${var.region}/workerpools/${google_cloud_run_v2_worker_pool.this[name].name}" }
            minReplicaCount = var.services[name].instances
            maxReplicaCount = var.autoscaling[name]
            triggers = [{
              type              = "prometheus"
              name              = "lag"
              authenticationRef = { name = "google" }
              metadata = {
                serverAddress = "https://monitoring.googleapis.com/v1/projects/${var.project_id}/location/global/prometheus"
                query         = "sum(fivewhys_lag_records{cluster=\"${var.name}\",topic=\"${lag.topic}\"})"
                threshold     = tostring(lag.records)
              }
            }]
            # Each change moves partitions, which takes seconds: rarely up, and down only after a quiet half hour.
            advanced = {
              horizontalPodAutoscalerConfig = {
                behavior = {
                  scaleUp   = { stabilizationWindowSeconds = 60, policies = [{ type = "Pods", value = 2, periodSeconds = 120 }] }
                  scaleDown = { stabilizationWindowSeconds = 1800, policies = [{ type = "Pods", value = 1, periodSeconds = 600 }] }
                }
              }
            }
          }
        }
      ]
    }
  })
}

resource "google_service_account" "autoscaler" {
  count        = length(local.scaled) > 0 ? 1 : 0
  project      = var.project_id
  account_id   = "${var.name}-autoscaler"
  display_name = "fivewhys autoscaler"
}

resource "google_parameter_manager_parameter" "autoscaler" {
  count        = length(local.scaled) > 0 ? 1 : 0
  project      = var.project_id
  parameter_id = "${var.name}-autoscaler"
  format       = "YAML"
  labels       = var.labels
}

# A version cannot be changed, so that each text has one of its own.
resource "google_parameter_manager_parameter_version" "autoscaler" {
  count                = length(local.scaled) > 0 ? 1 : 0
  parameter            = google_parameter_manager_parameter.autoscaler[0].id
  parameter_version_id = "v${substr(sha256(local.autoscaler), 0, 12)}"
  parameter_data       = local.autoscaler

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_project_iam_member" "autoscaler_parameters" {
  count   = length(local.scaled) > 0 ? 1 : 0
  project = var.project_id
  role    = "roles/parametermanager.parameterViewer"
  member  = google_service_account.autoscaler[0].member
}

resource "google_project_iam_member" "autoscaler_metrics" {
  count   = length(local.scaled) > 0 ? 1 : 0
  project = var.project_id
  role    = "roles/monitoring.viewer"
  member  = google_service_account.autoscaler[0].member
}

resource "google_cloud_run_v2_worker_pool_iam_member" "autoscaler" {
  for_each = local.scaled
  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_worker_pool.this[each.key].name
  role     = "roles/run.developer"
  member   = google_service_account.autoscaler[0].member
}

resource "google_service_account_iam_member" "autoscaler" {
  for_each           = local.scaled
  service_account_id = "projects/${var.project_id}/serviceAccounts/${var.services[each.key].service_account}"
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.autoscaler[0].member
}

resource "google_cloud_run_v2_service" "autoscaler" {
  count               = length(local.scaled) > 0 ? 1 : 0
  project             = var.project_id
  location            = var.region
  name                = "${var.name}-autoscaler"
  labels              = merge(var.labels, { created-by = "crema" })
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  deletion_protection = false

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = 1
  }

  template {
    service_account = google_service_account.autoscaler[0].email

    containers {
      image          = var.autoscaler_image
      base_image_uri = var.autoscaler_base_image

      resources {
        limits   = { cpu = "1", memory = "512Mi" }
        cpu_idle = false
      }

      env {
        name  = "CREMA_CONFIG"
        value = "projects/${var.project_id}/locations/global/parameters/${google_parameter_manager_parameter.autoscaler[0].parameter_id}/versions/${google_parameter_manager_parameter_version.autoscaler[0].parameter_version_id}"
      }
      env {
        name  = "OUTPUT_SCALER_METRICS"
        value = "False"
      }
      env {
        name  = "ENABLE_CLOUD_LOGGING"
        value = "False"
      }
    }
  }

  depends_on = [
    google_project_iam_member.autoscaler_parameters,
    google_project_iam_member.autoscaler_metrics,
    google_cloud_run_v2_worker_pool_iam_member.autoscaler,
    google_service_account_iam_member.autoscaler,
  ]
}
