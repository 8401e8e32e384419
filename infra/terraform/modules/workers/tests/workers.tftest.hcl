mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = { email = "autoscaler@acme-prod.iam.gserviceaccount.com", member = "serviceAccount:autoscaler@acme-prod.iam.gserviceaccount.com" }
  }
}

variables {
  project_id = "acme-prod"
  region     = "europe-west1"
  name       = "fivewhys"
  image      = "europe-west1-docker.pkg.dev/acme-prod/fivewhys/fivewhys@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  collector  = { secret = "fivewhys-collector", version = "1" }
  subnetwork = "projects/acme-prod/regions/europe-west1/subnetworks/fivewhys"
  services = {
    ingest     = { instances = 1, cpu = "1", memory = "2Gi", service_account = "ingest@acme-prod.iam.gserviceaccount.com", environment = {}, secrets = { FIVEWHYS_INGEST_ENV_SALT = { secret = "fivewhys-env-salt", version = "1" } } }
    processors = { instances = 2, cpu = "2", memory = "4Gi", service_account = "processors@acme-prod.iam.gserviceaccount.com", environment = { FIVEWHYS_WINDOWS_GRACE = "2m" }, secrets = {} }
    sinks      = { instances = 1, cpu = "1", memory = "2Gi", service_account = "sinks@acme-prod.iam.gserviceaccount.com", environment = {}, secrets = {} }
  }
}

run "pools" {
  assert {
    condition     = alltrue([for name, pool in google_cloud_run_v2_worker_pool.this : pool.template[0].containers[0].args == tolist([name])])
    error_message = "Each pool runs its command."
  }
  assert {
    condition     = google_cloud_run_v2_worker_pool.this["processors"].scaling[0].manual_instance_count == 2
    error_message = "As many as were asked for."
  }
  assert {
    condition     = contains([for env in google_cloud_run_v2_worker_pool.this["ingest"].template[0].containers[0].env : env.name if length(env.value_source) > 0], "FIVEWHYS_INGEST_ENV_SALT")
    error_message = "The salt comes from its secret."
  }
  assert {
    condition     = alltrue([for pool in google_cloud_run_v2_worker_pool.this : pool.template[0].containers[0].liveness_probe[0].http_get[0].path == "/healthz"])
    error_message = "Readiness is no reason for a restart."
  }
  assert {
    condition     = length(google_cloud_run_v2_service.autoscaler) == 0
    error_message = "No autoscaler that was not asked for."
  }
}

run "autoscaled" {
  variables {
    autoscaling = { processors = 6, sinks = 1 }
  }
  assert {
    condition     = keys(local.scaled) == ["processors"]
    error_message = "What may have no more instances than it has is not scaled."
  }
  assert {
    condition     = yamldecode(google_parameter_manager_parameter_version.autoscaler[0].parameter_data).spec.scaledObjects[0].spec.maxReplicaCount == 6
    error_message = "No more than were allowed."
  }
}
