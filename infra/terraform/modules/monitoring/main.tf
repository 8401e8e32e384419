# Alerts and a dashboard about the pipeline itself, over metrics that are the same on worker pools and on GKE.

locals {
  names  = { name = var.name, subscription = var.subscription }
  alerts = yamldecode(templatefile("${path.module}/alerts.yaml", local.names))
}

resource "google_monitoring_alert_policy" "this" {
  for_each              = local.alerts
  project               = var.project_id
  display_name          = "${var.name}: ${each.key}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = var.notification_channels
  user_labels           = var.labels

  conditions {
    display_name = each.value.summary
    condition_prometheus_query_language {
      query               = each.value.query
      duration            = each.value.for
      evaluation_interval = "60s"

      # A counter that nothing has been counted in is not there yet.
      disable_metric_validation = true
    }
  }

  documentation {
    subject   = "${var.name}: ${each.value.summary}"
    mime_type = "text/markdown"
    content   = "${each.value.summary}. What it means and what to do: infra/OPERATIONS.md, section \"Alert: ${each.key}\"."
  }

  alert_strategy {
    auto_close = "86400s"
  }
}

resource "google_monitoring_dashboard" "this" {
  project        = var.project_id
  dashboard_json = templatefile("${path.module}/dashboard.json", local.names)
}

# A sink's errors are counted in the project that it is in: those projects are looked at from here.
resource "google_monitoring_monitored_project" "sources" {
  for_each      = setsubtract(var.projects, [var.project_id])
  metrics_scope = "locations/global/metricsScopes/${var.project_id}"
  name          = each.value
}
