# One project that is watched, and the pipeline in another.

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

  sources         = { projects = ["acme-prod"] }
  metrics_project = "acme-prod"
  page            = ["group:on-call@acme.example"]
  configuration   = file("${path.module}/fivewhys.yaml")

  notification_channels = ["projects/acme-observability/notificationChannels/1234567890"]
}

output "fivewhys" {
  description = "Where everything is."
  value       = module.fivewhys
}
