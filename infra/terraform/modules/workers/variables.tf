variable "project_id" {
  description = "Project of the worker pools."
  type        = string
}

variable "region" {
  description = "Of the worker pools."
  type        = string
}

variable "name" {
  description = "What worker pools begin with."
  type        = string
}

variable "image" {
  description = "Of fivewhys, with its digest."
  type        = string
}

variable "subnetwork" {
  description = "From which Kafka is reached, as projects/P/regions/R/subnetworks/S."
  type        = string
}

variable "services" {
  description = "Each service by its command: how many instances when it is made, vCPU and memory of one, who it is, its settings, and those that are secrets."
  type = map(object({
    instances       = number
    cpu             = string
    memory          = string
    service_account = string
    environment     = map(string)
    secrets         = map(object({ secret = string, version = string }))
  }))
}

variable "configuration" {
  description = "Secret and version of fivewhys.yaml; null for none."
  type        = object({ secret = string, version = string })
  default     = null
}

variable "autoscaling" {
  description = "Most instances by service that lag may call for; null for a fixed number."
  type        = object({ processors = number, sinks = number })
  default     = null
}

variable "collector" {
  description = "Secret and version of what the collector beside each service collects."
  type        = object({ secret = string, version = string })
}

variable "collector_image" {
  description = "Google's build of the OpenTelemetry collector."
  type        = string
  default     = "us-docker.pkg.dev/cloud-ops-agents-artifacts/google-cloud-opentelemetry-collector/otelcol-google:0.160.0"
}

variable "autoscaler_image" {
  description = "Google's external-metrics autoscaler for Cloud Run."
  type        = string
  default     = "us-central1-docker.pkg.dev/cloud-run-oss-images/crema-v1/autoscaler:1.0"
}

variable "autoscaler_base_image" {
  description = "What that image is laid on; it brings no system of its own."
  type        = string
  default     = "us-central1-docker.pkg.dev/serverless-runtimes/google-24/runtimes/java25"
}

variable "kms_key" {
  description = "Key of the images of the pools; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of the worker pools."
  type        = map(string)
  default     = {}
}
