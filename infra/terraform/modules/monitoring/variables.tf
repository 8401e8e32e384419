variable "project_id" {
  description = "Project of alerts and dashboard."
  type        = string
}

variable "name" {
  description = "Of the pipeline: what alerts begin with, and its log sinks are called."
  type        = string
}

variable "subscription" {
  description = "Name of the subscription that ingest reads."
  type        = string
}

variable "projects" {
  description = "IDs of projects that have a sink: their metrics are seen in project_id, too."
  type        = set(string)
  default     = []
}

variable "notification_channels" {
  description = "Where alerts go, as projects/P/notificationChannels/N; empty: they only stand in Cloud Monitoring."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for channel in var.notification_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "notification_channels are projects/PROJECT/notificationChannels/NUMBER."
  }
}

variable "labels" {
  description = "Of the alerts."
  type        = map(string)
  default     = {}
}
