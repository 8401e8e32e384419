variable "project_id" {
  description = "Project of the dataset."
  type        = string
}

variable "dataset" {
  description = "Its name."
  type        = string
}

variable "location" {
  description = "Where it is, such as europe-west1 or EU. It cannot be changed."
  type        = string
}

variable "keep_days" {
  description = "Days that BigQuery keeps what is counted by the minute; the setting warehouse.keep."
  type        = number
}

variable "readers" {
  description = "IAM members that may read the dataset. To run queries they need roles/bigquery.jobUser in a project, too."
  type        = set(string)
  default     = []
}

variable "kms_key" {
  description = "Key of the dataset; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of dataset, tables and views."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether dataset and tables refuse to be destroyed."
  type        = bool
  default     = true
}
