variable "project_id" {
  description = "Project of the network."
  type        = string
}

variable "name" {
  description = "Of network and subnetwork."
  type        = string
}

variable "region" {
  description = "Of the subnetwork."
  type        = string
}

variable "cidr" {
  description = "Addresses of the subnetwork: brokers, and four for each instance of a worker pool, for some time after it ended, too."
  type        = string
  default     = "10.64.0.0/22"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && tonumber(split("/", var.cidr)[1]) <= 26
    error_message = "cidr is a range of IPv4 addresses of a /26 or more, such as 10.64.0.0/22."
  }
}
