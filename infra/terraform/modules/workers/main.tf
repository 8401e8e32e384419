# The three services as worker pools of Cloud Run: no cluster to keep, no port to the outside, instances that are always there.

locals {
  health_port = 8080 # where the collector looks if nobody tells it otherwise
}

resource "google_cloud_run_v2_worker_pool" "this" {
  for_each            = var.services
  project             = var.project_id
  location            = var.region
  name                = "${var.name}-${each.key}"
  labels              = var.labels
  deletion_protection = false # they hold nothing

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = each.value.instances
  }

  template {
    service_account = each.value.service_account
    labels          = var.labels
    encryption_key  = var.kms_key

    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"
      network_interfaces {
        subnetwork = var.subnetwork
      }
    }

    containers {
      name  = "fivewhys"
      image = var.image
      args  = [each.key]

      resources {
        limits = { cpu = each.value.cpu, memory = each.value.memory }
      }

      dynamic "env" {
        for_each = merge(
          each.value.environment,
          { FIVEWHYS_SERVICE_PORT = tostring(local.health_port) },
          var.configuration == null ? {} : { FIVEWHYS_CONFIG = "/etc/fivewhys/fivewhys.yaml" },
        )
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = each.value.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret
              version = env.value.version
            }
          }
        }
      }

      dynamic "volume_mounts" {
        for_each = var.configuration == null ? [] : ["configuration"]
        content {
          name       = volume_mounts.value
          mount_path = "/etc/fivewhys"
        }
      }

      startup_probe {
        period_seconds    = 5
        timeout_seconds   = 3
        failure_threshold = 24
        http_get {
          path = "/healthz"
          port = local.health_port
        }
      }

      # Answers while it waits for Kafka or BigQuery, too: only what a restart helps is restarted.
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 4
        http_get {
          path = "/healthz"
          port = local.health_port
        }
      }
    }

    # Takes /metrics of the container beside it to Managed Service for Prometheus, each 30 s.
    containers {
      name       = "collector"
      image      = var.collector_image
      depends_on = ["fivewhys"]

      resources {
        limits = { cpu = "1", memory = "512Mi" }
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

  lifecycle {
    # Whoever is on call, or the autoscaler, says how many; an apply does not take that back.
    ignore_changes = [scaling[0].manual_instance_count]
  }
}
