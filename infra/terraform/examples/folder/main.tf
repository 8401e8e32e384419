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

  # For 5 000 entries a second: see the sizing table in infra/OPERATIONS.md.
  kafka       = { vcpus = 6, memory_gib = 24, partitions = 24 }
  services    = { processors = { instances = 2, cpu = "2", memory = "4Gi" } }
  autoscaling = { processors = 6, sinks = 3 }

  warehouse = { location = "EU", readers = ["group:analysts@acme.example"] }
}

output "fivewhys" {
  description = "Where everything is."
  value       = module.fivewhys
}
