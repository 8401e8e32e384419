# The quick start: sinks, topic and subscription as in production, and behind them one machine that runs the whole pipeline:
# an embedded Kafka, a DuckDB file on a disk of its own, the page on loopback. Made in ten minutes, gone in five.

terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 8.0, < 9.0"
    }
  }
}

locals {
  name = "fivewhys-try"
  apis = ["compute.googleapis.com", "iam.googleapis.com", "iap.googleapis.com", "logging.googleapis.com", "monitoring.googleapis.com", "pubsub.googleapis.com"]
}

resource "google_project_service" "this" {
  for_each           = toset(local.apis)
  project            = var.project_id
  service            = each.value
  disable_on_destroy = false
}

data "google_project" "this" {
  project_id = var.project_id
}

module "routing" {
  source              = "../../modules/routing"
  project_id          = var.project_id
  project_number      = data.google_project.this.number
  name                = local.name
  projects            = [var.project_id]
  deletion_protection = false
  depends_on          = [google_project_service.this]
}

module "network" {
  source     = "../../modules/network"
  project_id = var.project_id
  region     = var.region
  name       = local.name
  cidr       = "10.65.0.0/26"
  depends_on = [google_project_service.this]
}

# The machine has no address to the outside; ssh comes through Identity-Aware Proxy.
resource "google_compute_firewall" "ssh" {
  project       = var.project_id
  name          = "${local.name}-ssh"
  network       = local.name
  source_ranges = ["35.235.240.0/20"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }

  depends_on = [module.network]
}

resource "google_service_account" "this" {
  project      = var.project_id
  account_id   = local.name
  display_name = "fivewhys quick start"
  depends_on   = [google_project_service.this]
}

resource "google_pubsub_subscription_iam_member" "this" {
  project      = var.project_id
  subscription = module.routing.subscription_name
  role         = "roles/pubsub.subscriber"
  member       = google_service_account.this.member
}

resource "google_project_iam_member" "this" {
  for_each = toset(["roles/artifactregistry.reader", "roles/logging.logWriter", "roles/monitoring.viewer"])
  project  = var.project_id
  role     = each.value
  member   = google_service_account.this.member
}

resource "google_compute_disk" "data" {
  project = var.project_id
  name    = "${local.name}-data"
  zone    = var.zone
  type    = "pd-balanced"
  size    = 50

  depends_on = [google_project_service.this]
}

resource "google_compute_instance" "this" {
  project                   = var.project_id
  name                      = local.name
  zone                      = var.zone
  machine_type              = "e2-standard-2"
  allow_stopping_for_update = true

  boot_disk {
    initialize_params {
      image = "projects/cos-cloud/global/images/family/cos-stable"
    }
  }

  attached_disk {
    source      = google_compute_disk.data.id
    device_name = "data"
  }

  network_interface {
    subnetwork = module.network.subnetwork
  }

  service_account {
    email  = google_service_account.this.email
    scopes = ["cloud-platform"]
  }

  shielded_instance_config {
    enable_secure_boot = true
  }

  metadata = {
    enable-oslogin         = "TRUE"
    google-logging-enabled = "true"
    user-data = templatefile("${path.module}/cloud-init.yaml", {
      image             = var.image
      subscription      = module.routing.subscription
      escalations_topic = ""
      data_disk         = "data"
    })
  }

  depends_on = [google_pubsub_subscription_iam_member.this, google_project_iam_member.this]
}
