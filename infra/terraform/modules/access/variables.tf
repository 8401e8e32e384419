variable "project_id" {
  description = "Project of accounts and secrets."
  type        = string
}

variable "region" {
  description = "Where secrets are kept."
  type        = string
}

variable "name" {
  description = "What accounts and secrets begin with."
  type        = string
}

variable "subscription" {
  description = "Name of the subscription that ingest reads."
  type        = string
}

variable "escalations_topic" {
  description = "Name of the topic that sinks publish to."
  type        = string
}

variable "dataset_id" {
  description = "Name of the dataset that sinks write."
  type        = string
}

variable "metrics_project" {
  description = "Project that ingest asks Cloud Monitoring about; empty: none."
  type        = string
  default     = ""
}

variable "env_salt" {
  description = "Salt of the hashes that stand for values of environment variables."
  type        = string
  sensitive   = true
  ephemeral   = true
}

variable "env_salt_version" {
  description = "Another number, a smaller one too, writes the salt anew."
  type        = number
  default     = 1
}

variable "configuration" {
  description = "Text of fivewhys.yaml; empty for none."
  type        = string
  default     = ""
}

variable "kms_key" {
  description = "Key of the secrets, in their region; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of the secrets."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether the salt refuses to be destroyed."
  type        = bool
  default     = true
}
