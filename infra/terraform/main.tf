# From where logs are written to a dataset and a topic of escalations. Data goes down the page.

locals {
  labels   = merge(var.labels, { application = "fivewhys" })
  projects = length(setunion(var.sources.projects, var.sources.folders, var.sources.organizations)) == 0 ? toset([var.project_id]) : var.sources.projects
  location = var.warehouse.location == "" ? var.region : var.warehouse.location
  metrics  = var.metrics_project == null ? var.project_id : var.metrics_project
  subnet   = var.network == null ? module.network[0].subnetwork : var.network

  apis = concat(
    [
      "bigquery.googleapis.com",
      "bigquerystorage.googleapis.com",
      "compute.googleapis.com",
      "iam.googleapis.com",
      "logging.googleapis.com",
      "managedkafka.googleapis.com",
      "monitoring.googleapis.com",
      "pubsub.googleapis.com",
      "secretmanager.googleapis.com",
    ],
    var.runtime == "gke" ? ["container.googleapis.com"] : ["run.googleapis.com"],
    var.autoscaling == null || var.runtime == "gke" ? [] : ["parametermanager.googleapis.com"],
    var.asset_feed ? ["cloudasset.googleapis.com"] : [],
    length(var.page) == 0 ? [] : ["iap.googleapis.com", "run.googleapis.com"],
  )

  kafka_environment = {
    FIVEWHYS_KAFKA_BOOTSTRAP     = module.kafka.bootstrap
    FIVEWHYS_KAFKA_SECURITY      = "oauth"
    FIVEWHYS_KAFKA_CREATE_TOPICS = "false"
    FIVEWHYS_KAFKA_PARTITIONS    = tostring(var.kafka.partitions)
  }

  environment = {
    ingest = merge(local.kafka_environment, {
      FIVEWHYS_INGEST_SUBSCRIPTION    = module.routing.subscription
      FIVEWHYS_INGEST_METRICS_PROJECT = local.metrics
    }, var.settings)
    processors = merge(local.kafka_environment, {
      FIVEWHYS_PROCESSORS_STANDBY_REPLICAS = var.services.processors.instances > 1 || var.autoscaling != null ? "1" : "0"
      FIVEWHYS_PROCESSORS_THREADS          = var.services.processors.cpu
    }, var.settings)
    sinks = merge(local.kafka_environment, {
      FIVEWHYS_WAREHOUSE_DATASET  = module.warehouse.dataset
      FIVEWHYS_WAREHOUSE_LOCATION = local.location
      FIVEWHYS_WAREHOUSE_KEEP     = "${var.warehouse.keep_days}d"
      FIVEWHYS_ESCALATIONS_TOPIC  = module.escalations.topic
    }, var.settings)
  }
}

# Read by itself: what waits for something else is only known once that is done.
data "google_project" "this" {
  project_id = var.project_id
}

resource "google_project_service" "this" {
  for_each           = toset(local.apis)
  project            = var.project_id
  service            = each.value
  disable_on_destroy = false # others may use it
}

module "network" {
  count      = var.network == null ? 1 : 0
  source     = "./modules/network"
  project_id = var.project_id
  region     = var.region
  name       = var.name
  depends_on = [google_project_service.this]
}

module "routing" {
  source              = "./modules/routing"
  project_id          = var.project_id
  project_number      = data.google_project.this.number
  name                = var.name
  projects            = local.projects
  folders             = var.sources.folders
  organizations       = var.sources.organizations
  exclude             = var.exclude
  asset_feed          = var.asset_feed
  audit_logs          = var.audit_logs
  kms_key             = var.kms_key
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "kafka" {
  source              = "./modules/kafka"
  project_id          = var.project_id
  region              = var.region
  name                = var.name
  subnetwork          = local.subnet
  vcpus               = var.kafka.vcpus
  memory_gib          = var.kafka.memory_gib
  partitions          = var.kafka.partitions
  kafka_version       = var.kafka.version
  kms_key             = var.kms_key
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "warehouse" {
  source              = "./modules/warehouse"
  project_id          = var.project_id
  dataset             = var.warehouse.dataset
  location            = local.location
  keep_days           = var.warehouse.keep_days
  readers             = var.warehouse.readers
  kms_key             = var.warehouse.kms_key == null ? var.kms_key : var.warehouse.kms_key
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "escalations" {
  source              = "./modules/escalations"
  project_id          = var.project_id
  name                = var.name
  kms_key             = var.kms_key
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "access" {
  source              = "./modules/access"
  project_id          = var.project_id
  region              = var.region
  name                = var.name
  subscription        = module.routing.subscription_name
  escalations_topic   = module.escalations.topic_name
  dataset_id          = module.warehouse.dataset_id
  metrics_project     = local.metrics
  env_salt            = var.env_salt
  env_salt_version    = var.env_salt_version
  configuration       = var.configuration
  kms_key             = var.kms_key
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "workers" {
  count         = var.runtime == "worker-pools" ? 1 : 0
  source        = "./modules/workers"
  project_id    = var.project_id
  region        = var.region
  name          = var.name
  image         = var.image
  subnetwork    = local.subnet
  configuration = module.access.configuration
  collector     = module.access.collector
  autoscaling = var.autoscaling == null ? null : {
    processors = min(var.autoscaling.processors, var.kafka.partitions)
    sinks      = min(var.autoscaling.sinks, var.kafka.partitions)
  }
  kms_key = var.kms_key
  labels  = local.labels

  services = {
    for name, size in var.services : name => {
      instances       = size.instances
      cpu             = size.cpu
      memory          = size.memory
      service_account = module.access.accounts[name]
      environment     = local.environment[name]
      secrets         = { for key, secret in { FIVEWHYS_INGEST_ENV_SALT = module.access.env_salt } : key => secret if name == "ingest" }
    }
  }

  # They wait for what is not there yet; but what is there at once needs no waiting.
  depends_on = [module.kafka, module.warehouse]
}

module "cluster" {
  count               = var.runtime == "gke" ? 1 : 0
  source              = "./modules/cluster"
  project_id          = var.project_id
  region              = var.region
  name                = var.name
  subnetwork          = local.subnet
  accounts            = module.access.accounts
  labels              = local.labels
  deletion_protection = var.deletion_protection
  depends_on          = [google_project_service.this]
}

module "page" {
  count          = length(var.page) == 0 ? 0 : 1
  source         = "./modules/page"
  project_id     = var.project_id
  project_number = data.google_project.this.number
  region         = var.region
  name           = var.name
  image          = var.image
  dataset_id     = module.warehouse.dataset_id
  location       = local.location
  readers        = var.page
  environment    = var.settings
  configuration  = module.access.configuration
  labels         = local.labels
  depends_on     = [google_project_service.this]
}

module "monitoring" {
  source                = "./modules/monitoring"
  project_id            = var.project_id
  name                  = var.name
  subscription          = module.routing.subscription_name
  projects              = local.projects
  notification_channels = var.notification_channels
  labels                = local.labels

  # Last, so that nobody is called because nothing runs yet.
  depends_on = [google_project_service.this, module.workers]
}
