# Log entries from where they are written to the subscription that ingest reads.

locals {
  # Comments are for readers; Logging need not keep them.
  filters = {
    for file in fileset("${path.module}/filters", "*.filter") : trimsuffix(file, ".filter") => join("\n", [
      for line in split("\n", file("${path.module}/filters/${file}")) : line
      if trimspace(line) != "" && !startswith(trimspace(line), "--")
    ])
  }
  exclusions  = { for name in var.exclude : name => local.filters["exclude-${name}"] }
  description = "What fivewhys understands: Cloud Run, Cloud SQL and their neighbours"
  keep        = var.deletion_protection ? "PREVENT" : "DELETE"
  agents      = "${var.project_number}@gcp-sa"
  asset_types = ["run.googleapis.com/Revision", "run.googleapis.com/Service"]

  # By their parents.
  sinks = merge(
    { for p, sink in google_logging_project_sink.this : "projects/${p}" => sink },
    { for f, sink in google_logging_folder_sink.this : "folders/${f}" => sink },
    { for o, sink in google_logging_organization_sink.this : "organizations/${o}" => sink },
  )
}

# No schema on this topic: Logging publishes entries of any form, and those that a schema refuses would be lost.
resource "google_pubsub_topic" "logs" {
  project                    = var.project_id
  name                       = "${var.name}-logs"
  message_retention_duration = var.retention
  kms_key_name               = var.kms_key
  labels                     = var.labels
  deletion_policy            = local.keep
}

resource "google_pubsub_topic" "dead" {
  project         = var.project_id
  name            = "${var.name}-logs-dead"
  kms_key_name    = var.kms_key
  labels          = var.labels
  deletion_policy = local.keep
}

resource "google_pubsub_subscription" "logs" {
  project = var.project_id
  name    = "${var.name}-logs"
  topic   = google_pubsub_topic.logs.id

  # Ingest renews its lease for as long as it lives; entries have an identity of their own, so a repeat does no harm.
  ack_deadline_seconds       = 60
  message_retention_duration = var.retention
  enable_message_ordering    = false
  labels                     = var.labels
  deletion_policy            = local.keep

  # Never: a pipeline that is down for a month finds its subscription still there.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  # As late as can be: an entry that cannot be understood is acknowledged and kept as rejected, so what comes this often
  # was in the hands of processes that died, and is no worse than any other.
  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead.id
    max_delivery_attempts = 100
  }

  depends_on = [google_pubsub_topic_iam_member.dead_letters]
}

resource "google_pubsub_subscription" "dead" {
  project                    = var.project_id
  name                       = "${var.name}-logs-dead"
  topic                      = google_pubsub_topic.dead.id
  message_retention_duration = "2678400s"
  labels                     = var.labels
  deletion_policy            = local.keep

  expiration_policy {
    ttl = ""
  }
}

# Dead letters are moved by Pub/Sub's own agent.

resource "google_pubsub_topic_iam_member" "dead_letters" {
  project = var.project_id
  topic   = google_pubsub_topic.dead.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${local.agents}-pubsub.iam.gserviceaccount.com"
}

resource "google_pubsub_subscription_iam_member" "dead_letters" {
  project      = var.project_id
  subscription = google_pubsub_subscription.logs.name
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:service-${local.agents}-pubsub.iam.gserviceaccount.com"
}

# The sinks, each with an identity of its own that may publish to the topic.

resource "google_logging_project_sink" "this" {
  for_each               = var.projects
  project                = each.value
  name                   = var.name
  description            = local.description
  destination            = "pubsub.googleapis.com/${google_pubsub_topic.logs.id}"
  filter                 = local.filters["include"]
  unique_writer_identity = true

  dynamic "exclusions" {
    for_each = local.exclusions
    content {
      name   = exclusions.key
      filter = exclusions.value
    }
  }
}

resource "google_logging_folder_sink" "this" {
  for_each         = var.folders
  folder           = each.value
  name             = var.name
  description      = local.description
  destination      = "pubsub.googleapis.com/${google_pubsub_topic.logs.id}"
  filter           = local.filters["include"]
  include_children = true

  dynamic "exclusions" {
    for_each = local.exclusions
    content {
      name   = exclusions.key
      filter = exclusions.value
    }
  }
}

resource "google_logging_organization_sink" "this" {
  for_each         = var.organizations
  org_id           = each.value
  name             = var.name
  description      = local.description
  destination      = "pubsub.googleapis.com/${google_pubsub_topic.logs.id}"
  filter           = local.filters["include"]
  include_children = true

  dynamic "exclusions" {
    for_each = local.exclusions
    content {
      name   = exclusions.key
      filter = exclusions.value
    }
  }
}

resource "google_pubsub_topic_iam_member" "sinks" {
  for_each = local.sinks
  project  = var.project_id
  topic    = google_pubsub_topic.logs.name
  role     = "roles/pubsub.publisher"
  member   = each.value.writer_identity
}

# Revisions as Cloud Asset Inventory sees them, to the same topic.

resource "google_cloud_asset_project_feed" "this" {
  for_each        = var.asset_feed ? var.projects : []
  project         = each.value
  billing_project = var.project_id
  feed_id         = var.name
  content_type    = "RESOURCE"
  asset_types     = local.asset_types

  feed_output_config {
    pubsub_destination {
      topic = google_pubsub_topic.logs.id
    }
  }

  depends_on = [google_pubsub_topic_iam_member.assets]
}

resource "google_cloud_asset_folder_feed" "this" {
  for_each        = var.asset_feed ? var.folders : []
  folder          = each.value
  billing_project = var.project_id
  feed_id         = var.name
  content_type    = "RESOURCE"
  asset_types     = local.asset_types

  feed_output_config {
    pubsub_destination {
      topic = google_pubsub_topic.logs.id
    }
  }

  depends_on = [google_pubsub_topic_iam_member.assets]
}

resource "google_cloud_asset_organization_feed" "this" {
  for_each        = var.asset_feed ? var.organizations : []
  org_id          = each.value
  billing_project = var.project_id
  feed_id         = var.name
  content_type    = "RESOURCE"
  asset_types     = local.asset_types

  feed_output_config {
    pubsub_destination {
      topic = google_pubsub_topic.logs.id
    }
  }

  depends_on = [google_pubsub_topic_iam_member.assets]
}

# Feeds publish as the Asset Inventory's agent of the project that they are billed to: this one.
resource "google_pubsub_topic_iam_member" "assets" {
  count   = var.asset_feed ? 1 : 0
  project = var.project_id
  topic   = google_pubsub_topic.logs.name
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:service-${local.agents}-cloudasset.iam.gserviceaccount.com"
}

# Some of what is done to databases is only logged where it is switched on. This replaces the settings of the service.
resource "google_project_iam_audit_config" "this" {
  for_each = { for pair in setproduct(var.projects, keys(var.audit_logs)) : "${pair[0]}/${pair[1]}" => { project = pair[0], service = pair[1] } }
  project  = each.value.project
  service  = each.value.service

  dynamic "audit_log_config" {
    for_each = var.audit_logs[each.value.service]
    content {
      log_type = audit_log_config.value
    }
  }
}
