# The cluster and the topics, as the code has them.

locals {
  topics = { for topic in jsondecode(file("${path.module}/topics.json")) : topic.name => topic }
  keep   = var.deletion_protection ? "PREVENT" : "DELETE"
}

resource "google_managed_kafka_cluster" "this" {
  project         = var.project_id
  location        = var.region
  cluster_id      = var.name
  kafka_version   = var.kafka_version
  labels          = var.labels
  deletion_policy = local.keep

  capacity_config {
    vcpu_count   = var.vcpus
    memory_bytes = var.memory_gib * 1024 * 1024 * 1024
  }

  gcp_config {
    kms_key = var.kms_key
    access_config {
      network_configs {
        subnet = var.subnetwork
      }
    }
  }

  rebalance_config {
    mode = "AUTO_REBALANCE_ON_SCALE_UP"
  }

  timeouts {
    create = "60m"
    update = "60m"
    delete = "60m"
  }
}

resource "google_managed_kafka_topic" "this" {
  for_each           = local.topics
  project            = var.project_id
  location           = var.region
  cluster            = google_managed_kafka_cluster.this.cluster_id
  topic_id           = each.key
  partition_count    = var.partitions
  replication_factor = 3
  configs            = each.value.configs
  deletion_policy    = local.keep

  lifecycle {
    ignore_changes = [partition_count] # with more of them keys would go elsewhere than their state
  }
}
