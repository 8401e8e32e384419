variable "project_id" {
  description = "Project of the page."
  type        = string
}

variable "project_number" {
  description = "Its number, which is in the page's address."
  type        = string
}

variable "region" {
  description = "Of the page."
  type        = string
}

variable "name" {
  description = "What its service and account begin with."
  type        = string
}

variable "image" {
  description = "Of fivewhys, with its digest."
  type        = string
}

variable "dataset_id" {
  description = "Name of the dataset that it shows."
  type        = string
}

variable "location" {
  description = "Where that is."
  type        = string
}

variable "readers" {
  description = "IAM members that may open it, such as group:on-call@acme.example."
  type        = set(string)
}

variable "environment" {
  description = "More settings."
  type        = map(string)
  default     = {}
}

variable "configuration" {
  description = "Secret and version of fivewhys.yaml; null for none."
  type        = object({ secret = string, version = string })
  default     = null
}

variable "labels" {
  description = "Of the service."
  type        = map(string)
  default     = {}
}
