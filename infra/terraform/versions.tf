terraform {
  # Write-only arguments, so that no secret is in the state.
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 8.0, < 9.0"
    }
  }
}

# Where the state is kept is yours to say, for example in a file backend.tf:
#
#   terraform {
#     backend "gcs" {
#       bucket = "acme-terraform"
#       prefix = "fivewhys"
#     }
#   }
