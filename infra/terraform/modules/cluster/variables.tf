variable "project_id" {
  description = "Project of the cluster."
  type        = string
}

variable "region" {
  description = "Of the cluster."
  type        = string
}

variable "name" {
  description = "Of the cluster."
  type        = string
}

variable "subnetwork" {
  description = "Of the nodes, as projects/P/regions/R/subnetworks/S."
  type        = string
}

variable "accounts" {
  description = "Google's service accounts by the names of Kubernetes' that act as them."
  type        = map(string)
}

variable "namespace" {
  description = "Where those are."
  type        = string
  default     = "fivewhys"
}

variable "labels" {
  description = "Of the cluster."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be destroyed."
  type        = bool
  default     = true
}
