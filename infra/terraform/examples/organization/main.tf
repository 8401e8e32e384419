# A whole organization, in a network that is there, with a key of one's own.

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

  sources         = { organizations = ["210987654321"] }
  exclude         = ["cloudsql-health", "health-checks"]
  metrics_project = ""

  network = "projects/acme-network/regions/europe-west1/subnetworks/observability"
  kms_key = "projects/acme-keys/locations/europe-west1/keyRings/observability/cryptoKeys/fivewhys"
  kafka   = { vcpus = 9, memory_gib = 36, partitions = 48 }
}

output "fivewhys" {
  description = "Where everything is."
  value       = module.fivewhys
}
