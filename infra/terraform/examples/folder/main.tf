# Every project beneath a folder, with autoscaling and objectives of its own.

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

  sources    = { folders = ["123456789012"] }
  asset_feed = true

  # What ./fivewhys estimate --entries-per-second 5000 says. Partitions are for good: take more where the load is to grow.
  kafka = { vcpus = 3, memory_gib = 12, partitions = 12 }
  services = {
    ingest     = { instances = 2, cpu = "1", memory = "2Gi" }
    processors = { instances = 1, cpu = "2", memory = "4Gi" }
    sinks      = { instances = 1, cpu = "1", memory = "2Gi" }
  }
  autoscaling = { processors = 6, sinks = 3 }

  warehouse = { location = "EU", readers = ["group:analysts@acme.example"] }
}

output "fivewhys" {
  description = "Where everything is."
  value       = module.fivewhys
}
