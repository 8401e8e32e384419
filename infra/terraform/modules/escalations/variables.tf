variable "project_id" {
  description = "Project of the topic."
  type        = string
}

variable "name" {
  description = "What topic and schema begin with."
  type        = string
}

variable "kms_key" {
  description = "Key of the topic; null for Google's."
  type        = string
  default     = null
}

variable "labels" {
  description = "Of the topic."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether the topic refuses to be destroyed."
  type        = bool
  default     = true
}
