variable "project_id" {
  description = "Project that is watched, and in which the machine is."
  type        = string
}

variable "region" {
  description = "Of the machine's network."
  type        = string
  default     = "europe-west1"
}

variable "zone" {
  description = "Of the machine, in the region."
  type        = string
  default     = "europe-west1-b"

  validation {
    condition     = startswith(var.zone, "${var.region}-")
    error_message = "zone lies in region, such as europe-west1-b in europe-west1."
  }
}

variable "image" {
  description = "As infra/image/build --push prints it."
  type        = string
}
