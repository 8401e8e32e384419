# The services on GKE Autopilot: this makes the cluster and what is around it, `kubectl apply -k` the rest (infra/kubernetes).

variable "image" {
  description = "As infra/image/build --push prints it."
  type        = string
}

variable "env_salt" {
  description = "For example the output of openssl rand -hex 32."
  type        = string
  sensitive   = true
  ephemeral   = true
}

module "fivewhys" {
  source     = "../.."
  project_id = "acme-observability"
  region     = "europe-west1"
  image      = var.image
  env_salt   = var.env_salt

  sources = { projects = ["acme-prod"] }
  runtime = "gke"
}

output "fivewhys" {
  description = "Where everything is; settings and accounts go into the overlay."
  value       = module.fivewhys
}
