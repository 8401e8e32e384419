# Where escalations are published: as Avro, and what is none is refused.

resource "google_pubsub_schema" "this" {
  project    = var.project_id
  name       = "${var.name}-escalation"
  type       = "AVRO"
  definition = file("${path.module}/escalation.avsc")
}

resource "google_pubsub_topic" "this" {
  project                    = var.project_id
  name                       = "${var.name}-escalations"
  message_retention_duration = "604800s"
  kms_key_name               = var.kms_key
  labels                     = var.labels
  deletion_policy            = var.deletion_protection ? "PREVENT" : "DELETE"

  schema_settings {
    schema   = google_pubsub_schema.this.id
    encoding = "BINARY"
  }
}
