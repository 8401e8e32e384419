# A GKE Autopilot cluster for the manifests in infra/kubernetes, and for each of their service accounts one of Google's.

resource "google_container_cluster" "this" {
  project             = var.project_id
  location            = var.region
  name                = var.name
  enable_autopilot    = true
  network             = data.google_compute_subnetwork.this.network
  subnetwork          = var.subnetwork
  resource_labels     = var.labels
  deletion_protection = var.deletion_protection

  # Nodes without addresses of their own. The control plane is reached by its DNS name, with IAM before it.
  private_cluster_config {
    enable_private_nodes = true
  }

  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = true
    }
    ip_endpoints_config {
      enabled = false
    }
  }

  # Nodes pull images and write their logs as an account that may do that and no more.
  cluster_autoscaling {
    auto_provisioning_defaults {
      service_account = google_service_account.nodes.email
    }
  }

  release_channel {
    channel = "REGULAR"
  }

  ip_allocation_policy {}

  depends_on = [google_project_iam_member.nodes]
}

resource "google_service_account" "nodes" {
  project      = var.project_id
  account_id   = "${var.name}-nodes"
  display_name = "fivewhys nodes"
}

resource "google_project_iam_member" "nodes" {
  for_each = toset(["roles/artifactregistry.reader", "roles/container.defaultNodeServiceAccount"])
  project  = var.project_id
  role     = each.value
  member   = google_service_account.nodes.member
}

data "google_compute_subnetwork" "this" {
  self_link = var.subnetwork
}

resource "google_service_account_iam_member" "workloads" {
  for_each           = var.accounts
  service_account_id = "projects/${var.project_id}/serviceAccounts/${each.value}"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project_id}.svc.id.goog[${var.namespace}/${each.key}]"

  # The pool of identities comes with a project's first cluster.
  depends_on = [google_container_cluster.this]
}
