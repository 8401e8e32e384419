mock_provider "google" {
  mock_resource "google_logging_project_sink" {
    defaults = { writer_identity = "serviceAccount:service-1@gcp-sa-logging.iam.gserviceaccount.com" }
  }
  mock_resource "google_pubsub_topic" {
    defaults = { id = "projects/acme-prod/topics/fivewhys-logs" }
  }
}

variables {
  project_id     = "acme-prod"
  project_number = "123456789012"
  name           = "fivewhys"
  projects       = ["acme-prod", "acme-test"]
}

run "subscription" {
  assert {
    condition     = google_pubsub_subscription.logs.expiration_policy[0].ttl == ""
    error_message = "A subscription that nobody reads for a month must not expire."
  }
  assert {
    condition     = google_pubsub_subscription.logs.dead_letter_policy[0].max_delivery_attempts == 100
    error_message = "An outage must not make dead letters of good entries."
  }
  assert {
    condition     = google_pubsub_subscription.dead.expiration_policy[0].ttl == "" && google_pubsub_subscription.dead.topic == google_pubsub_topic.dead.id
    error_message = "Dead letters wait for whoever looks at them."
  }
  assert {
    condition     = length(google_pubsub_topic.logs.schema_settings) == 0
    error_message = "A schema on the sink's topic loses what does not fit it."
  }
}

run "sinks" {
  assert {
    condition     = toset(keys(google_logging_project_sink.this)) == toset(["acme-prod", "acme-test"])
    error_message = "A sink in each project."
  }
  assert {
    condition     = alltrue([for sink in google_logging_project_sink.this : sink.unique_writer_identity])
    error_message = "Each sink has an identity of its own."
  }
  assert {
    condition     = google_pubsub_topic_iam_member.sinks["projects/acme-test"].member == google_logging_project_sink.this["acme-test"].writer_identity
    error_message = "Each sink may publish, or it drops everything without a word."
  }
  assert {
    condition     = alltrue([for filter in values(local.filters) : length(filter) > 0 && length(filter) <= 20000 && !strcontains(filter, "--")])
    error_message = "Filters have at most 20,000 characters, and their comments stay here."
  }
  assert {
    condition     = [for exclusion in google_logging_project_sink.this["acme-prod"].exclusions : exclusion.name] == ["cloudsql-health"]
    error_message = "Health connections of Cloud SQL are excluded, and nothing else."
  }
}

run "protected" {
  assert {
    condition     = alltrue([for policy in [google_pubsub_topic.logs.deletion_policy, google_pubsub_subscription.logs.deletion_policy, google_pubsub_subscription.dead.deletion_policy] : policy == "PREVENT"])
    error_message = "What holds entries is not destroyed by default."
  }
}

run "unprotected" {
  command = plan
  variables {
    deletion_protection = false
  }
  assert {
    condition     = google_pubsub_topic.logs.deletion_policy == "DELETE"
    error_message = "It goes when that is said."
  }
}

run "feeds" {
  variables {
    asset_feed = true
  }
  assert {
    condition     = google_cloud_asset_project_feed.this["acme-test"].content_type == "RESOURCE"
    error_message = "A feed without content tells no spec."
  }
  assert {
    condition     = google_cloud_asset_project_feed.this["acme-test"].billing_project == "acme-prod"
    error_message = "Feeds act as the one agent that may publish."
  }
}

run "audit_logs" {
  variables {
    audit_logs = { "cloudsql.googleapis.com" = ["DATA_WRITE"] }
  }
  assert {
    condition     = length(google_project_iam_audit_config.this) == 2
    error_message = "One for each project and service."
  }
}

run "refuses_an_unknown_exclusion" {
  command         = plan
  expect_failures = [var.exclude]
  variables {
    exclude = ["everything"]
  }
}
