# The three services as worker pools of Cloud Run: no cluster to keep, no port to the outside, instances that are always there.

locals {
  health_port = 9090

  # What alerts, the dashboard and the autoscaler ask for, and no more: Kafka's clients alone have hundreds of numbers for
  # each partition, and each is billed.
  collector = yamlencode({
    apiVersion = "monitoring.googleapis.com/v1beta"
    kind       = "RunMonitoring"
    metadata   = { name = var.name }
    spec = {
      endpoints = [{
        port     = local.health_port
        path     = "/metrics"
        interval = "30s"
        metricRelabeling = [{
          action       = "keep"
          sourceLabels = ["__name__"]
          regex        = "fivewhys_.*|jvm_memory_used_bytes|process_cpu_usage|process_uptime_seconds"
        }]
      }]
    }
  })
}

resource "google_secret_manager_secret" "collector" {
  project   = var.project_id
  secret_id = "${var.name}-collector"
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

resource "google_secret_manager_secret_version" "collector" {
  secret      = google_secret_manager_secret.collector.id
  secret_data = local.collector
}

resource "google_secret_manager_secret_iam_member" "collector" {
  for_each  = var.services
  project   = var.project_id
  secret_id = google_secret_manager_secret.collector.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${each.value.service_account}"
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

      volume_mounts {
        name       = "collector"
        mount_path = "/etc/rungmp"
      }
    }

    volumes {
      name = "collector"
      secret {
        secret = google_secret_manager_secret.collector.secret_id
        items {
          path    = "config.yaml"
          version = google_secret_manager_secret_version.collector.version
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
    ignore_changes = [scaling[0].manual_instance_count]
  }

  depends_on = [google_secret_manager_secret_iam_member.collector]
}
