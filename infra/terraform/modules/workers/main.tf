# The three services as worker pools of Cloud Run: no cluster to keep, no port to the outside, instances that are always there.

locals {
  health_port = 9090
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

    # Takes /metrics of the container beside it to Managed Service for Prometheus, each 30 s. It is Google's build of the
    # OpenTelemetry collector; the one for Prometheus alone knows services, and no worker pools.
    containers {
      name       = "collector"
      image      = var.collector_image
      args       = ["--config=/etc/otelcol-google/config.yaml"]
      depends_on = ["fivewhys"]

      resources {
        limits = { cpu = "1", memory = "512Mi" }
      }

      env {
        name  = "FIVEWHYS_COMMAND"
        value = each.key
      }

      volume_mounts {
        name       = "collector"
        mount_path = "/etc/otelcol-google"
      }
    }

    volumes {
      name = "collector"
      secret {
        secret = var.collector.secret
        items {
          path    = "config.yaml"
          version = var.collector.version
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

  lifecycle {
    # Whoever is on call, or the autoscaler, says how many; an apply does not take that back.
    # Nor what gcloud signs its changes with.
    ignore_changes = [scaling[0].manual_instance_count, client, client_version]
  }
}
