variable "project_id" {
  description = "Project of topics and subscriptions."
  type        = string
}

variable "project_number" {
  description = "Its number, which Google's agents are called after."
  type        = string
}

variable "name" {
  description = "Of the sinks and feeds; topics and subscriptions begin with it."
  type        = string
}

variable "projects" {
  description = "IDs of projects whose logs are read."
  type        = set(string)
}

variable "folders" {
  description = "Numbers of folders whose logs are read, with all projects beneath."
  type        = set(string)
  default     = []
}

variable "organizations" {
  description = "Numbers of organizations whose logs are read, with all projects beneath."
  type        = set(string)
  default     = []
}

variable "exclude" {
  description = "Exclusions by their files in filters: exclude-NAME.filter."
  type        = set(string)
  default     = ["cloudsql-health"]

  validation {
    condition     = alltrue([for name in var.exclude : fileexists("${path.module}/filters/exclude-${name}.filter")])
    error_message = "exclude names files of the folder filters without exclude- and .filter, such as cloudsql-health."
  }
}

variable "retention" {
  description = "How long messages are kept that are not acknowledged, and that can be sought back to: seconds with an s."
  type        = string
  default     = "604800s"

  validation {
    condition     = can(regex("^[0-9]+s$", var.retention)) && try(tonumber(trimsuffix(var.retention, "s")), 0) >= 600 && try(tonumber(trimsuffix(var.retention, "s")), 0) <= 2678400
    error_message = "retention is 600s to 2678400s (31 days)."
  }
}

variable "asset_feed" {
  description = "Whether Cloud Asset Inventory announces revisions, too."
  type        = bool
  default     = false
}

variable "audit_logs" {
  description = "Data-access logs to switch on in the projects, by service; replaces what is set there for it."
  type        = map(set(string))
  default     = {}
}

variable "kms_key" {
  description = "Key of the topics; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of topics and subscriptions."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether topics and subscriptions refuse to be destroyed."
  type        = bool
  default     = true
}
