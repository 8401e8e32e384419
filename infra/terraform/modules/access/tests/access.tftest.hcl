mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = { email = "someone@acme-prod.iam.gserviceaccount.com", member = "serviceAccount:someone@acme-prod.iam.gserviceaccount.com" }
  }
}

variables {
  project_id        = "acme-prod"
  region            = "europe-west1"
  name              = "fivewhys"
  subscription      = "fivewhys-logs"
  escalations_topic = "fivewhys-escalations"
  dataset_id        = "fivewhys"
  env_salt          = "0123456789abcdef0123456789abcdef"
}

run "collector" {
  assert {
    condition     = yamldecode(local.collector).processors.batch.send_batch_size <= yamldecode(local.collector).processors.batch.send_batch_max_size
    error_message = "The collector ends where a batch may be larger than the largest."
  }
  assert {
    condition     = yamldecode(local.collector).service.pipelines.metrics.processors == ["resourcedetection", "resource", "batch"]
    error_message = "A target is named after its instance is known."
  }
  assert {
    condition     = contains([for a in yamldecode(local.collector).processors.resource.attributes : try(a.value, "")], "$${env:FIVEWHYS_COMMAND}")
    error_message = "Each service's series are under its own name."
  }
}

run "no_metrics_project" {
  assert {
    condition     = length(google_project_iam_member.monitoring) == 0
    error_message = "No right on Cloud Monitoring that is not used."
  }
}
