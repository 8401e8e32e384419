variable "project_id" {
  description = "Project of the cluster."
  type        = string
}

variable "region" {
  description = "Of the cluster, which spans its zones."
  type        = string
}

variable "name" {
  description = "Of the cluster."
  type        = string
}

variable "subnetwork" {
  description = "Where brokers are reached from, as projects/P/regions/R/subnetworks/S."
  type        = string
}

variable "vcpus" {
  description = "Of the cluster, all brokers together; 3 at least."
  type        = number
}

variable "memory_gib" {
  description = "Of the cluster, GiB: 1 to 8 for each vCPU."
  type        = number
}

variable "partitions" {
  description = "Of each topic. For good: keys would go to other partitions than their state is in."
  type        = number
}

variable "kafka_version" {
  description = "Of the brokers."
  type        = string
  default     = "4.3.x"
}

variable "kms_key" {
  description = "Key of the cluster, in its region; null for Google's. It cannot be changed."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of the cluster."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether cluster and topics refuse to be destroyed."
  type        = bool
  default     = true
}
