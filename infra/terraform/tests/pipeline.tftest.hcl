# The whole deployment as Terraform would make it, with Google's provider mocked.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
  mock_resource "google_service_account" {
    defaults = { email = "someone@acme-observability.iam.gserviceaccount.com", member = "serviceAccount:someone@acme-observability.iam.gserviceaccount.com" }
  }
  mock_resource "google_logging_project_sink" {
    defaults = { writer_identity = "serviceAccount:service-1@gcp-sa-logging.iam.gserviceaccount.com" }
  }
  mock_resource "google_logging_folder_sink" {
    defaults = { writer_identity = "serviceAccount:service-2@gcp-sa-logging.iam.gserviceaccount.com" }
  }
  mock_resource "google_logging_organization_sink" {
    defaults = { writer_identity = "serviceAccount:service-3@gcp-sa-logging.iam.gserviceaccount.com" }
  }
}

variables {
  project_id = "acme-observability"
  region     = "europe-west1"
  image      = "europe-west1-docker.pkg.dev/acme-observability/fivewhys/fivewhys@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  env_salt   = "0123456789abcdef0123456789abcdef"
}

run "an_empty_project" {
  assert {
    condition     = length(module.routing.sinks) == 1 && contains(keys(module.routing.sinks), "projects/acme-observability")
    error_message = "Without sources the project's own logs are read."
  }
  assert {
    condition     = output.settings.ingest["FIVEWHYS_INGEST_SUBSCRIPTION"] == output.subscription
    error_message = "Ingest reads the subscription of the sink's topic."
  }
  assert {
    condition     = output.settings.processors["FIVEWHYS_KAFKA_BOOTSTRAP"] == "bootstrap.fivewhys.europe-west1.managedkafka.acme-observability.cloud.goog:9092"
    error_message = "Brokers have the name that Managed Kafka gives them."
  }
  assert {
    condition     = output.dataset == "acme-observability.fivewhys" && output.settings.sinks["FIVEWHYS_WAREHOUSE_DATASET"] == output.dataset
    error_message = "Sinks write the dataset that was made."
  }
  assert {
    condition     = toset(keys(output.pools)) == toset(["ingest", "processors", "sinks"])
    error_message = "Three worker pools."
  }
  assert {
    condition     = output.page == null && output.cluster == null
    error_message = "Nothing that was not asked for."
  }
  assert {
    condition     = length(module.monitoring.alerts) == 11
    error_message = "An alert for each of alerts.yaml."
  }
}

run "every_environment_is_of_known_settings" {
  command = plan
  variables {
    settings = { FIVEWHYS_WINDOWS_GRACE = "2m" }
  }
  assert {
    condition = alltrue(flatten([
      for service in values(local.environment) : [for key in keys(service) : contains(jsondecode(file("settings.json")), key)]
    ]))
    error_message = "A variable that is no setting would keep a service from starting."
  }
  assert {
    condition     = alltrue([for service in values(local.environment) : service["FIVEWHYS_WINDOWS_GRACE"] == "2m"])
    error_message = "Settings of one's own go to every service."
  }
}

run "folders_and_organizations" {
  variables {
    sources    = { folders = ["123"], organizations = ["456"] }
    asset_feed = true
  }
  assert {
    condition     = toset(keys(module.routing.sinks)) == toset(["folders/123", "organizations/456"])
    error_message = "A sink for each, and none for the project itself."
  }
}

run "gke" {
  variables {
    runtime = "gke"
  }
  assert {
    condition     = output.cluster == "fivewhys" && output.pools == null
    error_message = "A cluster instead of worker pools."
  }
}

run "autoscaling_and_page" {
  variables {
    autoscaling = { processors = 100, sinks = 2 }
    page        = ["group:on-call@acme.example"]
    services    = { processors = { instances = 2 } }
  }
  assert {
    condition     = output.page == "https://fivewhys-page-123456789012.europe-west1.run.app"
    error_message = "The page has the address that Cloud Run gives it."
  }
  assert {
    condition     = output.settings.processors["FIVEWHYS_PROCESSORS_STANDBY_REPLICAS"] == "1"
    error_message = "Two processors keep each other's state warm."
  }
}

run "refuses_a_tag" {
  command         = plan
  expect_failures = [var.image]
  variables {
    image = "europe-west1-docker.pkg.dev/acme-observability/fivewhys/fivewhys:latest"
  }
}

run "refuses_a_zone" {
  command         = plan
  expect_failures = [var.region]
  variables {
    region = "europe-west1-b"
  }
}

run "refuses_an_unknown_setting" {
  command         = plan
  expect_failures = [var.settings]
  variables {
    settings = { FIVEWHYS_WINDOW_GRACE = "2m" }
  }
}

run "refuses_a_secret_among_settings" {
  command         = plan
  expect_failures = [var.settings]
  variables {
    settings = { FIVEWHYS_INGEST_ENV_SALT = "0123456789abcdef" }
  }
}

run "refuses_too_small_a_cluster" {
  command         = plan
  expect_failures = [var.kafka]
  variables {
    kafka = { vcpus = 2 }
  }
}

run "refuses_a_short_salt" {
  command         = plan
  expect_failures = [var.env_salt]
  variables {
    env_salt = "short"
  }
}

run "refuses_a_folder_by_its_path" {
  command         = plan
  expect_failures = [var.sources]
  variables {
    sources = { folders = ["folders/123"] }
  }
}

run "refuses_a_network_elsewhere" {
  command         = plan
  expect_failures = [var.network]
  variables {
    network = "projects/acme-network/regions/us-central1/subnetworks/observability"
  }
}

run "refuses_one_key_for_two_places" {
  command         = plan
  expect_failures = [var.warehouse]
  variables {
    kms_key   = "projects/acme-keys/locations/europe-west1/keyRings/r/cryptoKeys/k"
    warehouse = { location = "EU" }
  }
}

run "refuses_one_identity_for_all_instances" {
  command         = plan
  expect_failures = [var.settings]
  variables {
    settings = { FIVEWHYS_PROCESSORS_INSTANCE_ID = "one" }
  }
}

run "refuses_memory_that_cloud_run_refuses" {
  command         = plan
  expect_failures = [var.services]
  variables {
    services = { processors = { cpu = "4", memory = "512Mi" } }
  }
}
