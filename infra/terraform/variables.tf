variable "project_id" {
  description = "Project that the pipeline runs in. Domain-scoped projects (example.com:id) are not supported, as Managed Kafka names their brokers otherwise."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is the ID of a project, such as acme-prod: 6 to 30 lower-case letters, digits and hyphens."
  }
}

variable "region" {
  description = "Region of Kafka, the services and, unless warehouse.location says otherwise, the dataset."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region is a region such as europe-west1, no zone."
  }
}

variable "image" {
  description = "Image of fivewhys with its digest, as infra/image/build --push prints it: what runs is what was tested, and a rollback is the digest before."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9.-]+(:[0-9]+)?/[a-z0-9./_-]+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image names a registry, a repository and a digest: HOST/PATH@sha256:… with 64 hexadecimal digits. A tag may change under a running pipeline."
  }
}

variable "name" {
  description = "What every resource is called, or begins with, but for the dataset. Two pipelines of one project need two names, and two datasets."
  type        = string
  default     = "fivewhys"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,17}[a-z0-9]$", var.name))
    error_message = "name is 3 to 19 lower-case letters, digits and hyphens, as service accounts are named after it."
  }
}

variable "sources" {
  description = "Whose logs are read: projects by their IDs, folders and organizations by their numbers, with everything beneath them. Empty: project_id alone."
  type = object({
    projects      = optional(set(string), [])
    folders       = optional(set(string), [])
    organizations = optional(set(string), [])
  })
  default = {}

  validation {
    condition     = alltrue([for f in setunion(var.sources.folders, var.sources.organizations) : can(regex("^[0-9]+$", f))])
    error_message = "sources.folders and sources.organizations are numbers, without folders/ or organizations/ before them."
  }
}

variable "asset_feed" {
  description = "Whether a feed of Cloud Asset Inventory announces the revisions of the sources, too: for projects whose system-event audit logs are excluded."
  type        = bool
  default     = false
}

variable "audit_logs" {
  description = "Data-access audit logs to switch on in the source projects, by service. Google's settings of the named services there are replaced."
  type        = map(set(string))
  default     = {}

  validation {
    condition     = alltrue(flatten([for types in values(var.audit_logs) : [for t in types : contains(["ADMIN_READ", "DATA_READ", "DATA_WRITE"], t)]]))
    error_message = "audit_logs has for each service, such as cloudsql.googleapis.com, some of ADMIN_READ, DATA_READ, DATA_WRITE."
  }
  validation {
    condition     = length(var.audit_logs) == 0 || length(setunion(var.sources.folders, var.sources.organizations)) == 0 || length(var.sources.projects) > 0
    error_message = "audit_logs are switched on in sources.projects; of folders and organizations do it where those are managed."
  }
}

variable "exclude" {
  description = "Exclusions of the sinks by their files in modules/routing/filters; an empty set excludes nothing."
  type        = set(string)
  default     = ["cloudsql-health"]
}

variable "network" {
  description = "Subnetwork that Kafka and the services are in, as projects/P/regions/R/subnetworks/S. Null: one is made, with Private Google Access."
  type        = string
  default     = null

  validation {
    condition     = var.network == null || can(regex("^projects/[^/]+/regions/[^/]+/subnetworks/[^/]+$", var.network))
    error_message = "network is projects/PROJECT/regions/REGION/subnetworks/NAME."
  }
  validation {
    condition     = var.network == null || try(split("/", var.network)[3], "") == var.region
    error_message = "network lies in region: Kafka is reached from there alone."
  }
  validation {
    condition     = var.network == null || var.runtime != "gke" || try(split("/", var.network)[1], "") == var.project_id
    error_message = "network is one of project_id with runtime gke: in a Shared VPC, GKE wants ranges and rights that are not made here."
  }
}

variable "kafka" {
  description = "Size of the Managed Kafka cluster, and partitions of the topics, which are for good."
  type = object({
    vcpus      = optional(number, 3)
    memory_gib = optional(number, 12)
    partitions = optional(number, 12)
    version    = optional(string, "4.3.x")
  })
  default = {}

  validation {
    condition     = var.kafka.vcpus >= 3 && floor(var.kafka.vcpus) == var.kafka.vcpus
    error_message = "kafka.vcpus is a whole number from 3 on."
  }
  validation {
    condition     = var.kafka.memory_gib >= var.kafka.vcpus && var.kafka.memory_gib <= 8 * var.kafka.vcpus
    error_message = "kafka.memory_gib is 1 to 8 for each of kafka.vcpus."
  }
  validation {
    condition     = var.kafka.partitions >= 1 && var.kafka.partitions <= 10000
    error_message = "kafka.partitions is 1 to 10000."
  }
}

variable "warehouse" {
  description = "The BigQuery dataset: its name, where it is (empty: region), for how many days minutes are kept, who may read it, as IAM members, and its key (null: kms_key, which must be of the same place)."
  type = object({
    dataset   = optional(string, "fivewhys")
    location  = optional(string, "")
    keep_days = optional(number, 400)
    readers   = optional(set(string), [])
    kms_key   = optional(string)
  })
  default = {}

  validation {
    condition     = can(regex("^[A-Za-z0-9_]+$", var.warehouse.dataset))
    error_message = "warehouse.dataset is letters, digits and underscores."
  }
  validation {
    condition     = var.warehouse.keep_days >= 7 && var.warehouse.keep_days <= 3650
    error_message = "warehouse.keep_days is 7 to 3650."
  }
  validation {
    condition     = var.kms_key == null || contains(["", var.region], var.warehouse.location) || var.warehouse.kms_key != null
    error_message = "warehouse.location is not region, so that its key is another than kms_key: give warehouse.kms_key."
  }
}

variable "runtime" {
  description = "What the services run on: worker-pools of Cloud Run, or gke, an Autopilot cluster to which infra/kubernetes is then applied."
  type        = string
  default     = "worker-pools"

  validation {
    condition     = contains(["worker-pools", "gke"], var.runtime)
    error_message = "runtime is worker-pools or gke."
  }
}

variable "services" {
  description = "Size of each service: vCPU and memory of an instance, and how many when it is made. Later that is said by gcloud run worker-pools update --instances, or by autoscaling, whose least it is."
  type = object({
    ingest     = optional(object({ instances = optional(number, 1), cpu = optional(string, "1"), memory = optional(string, "2Gi") }), {})
    processors = optional(object({ instances = optional(number, 1), cpu = optional(string, "2"), memory = optional(string, "4Gi") }), {})
    sinks      = optional(object({ instances = optional(number, 1), cpu = optional(string, "1"), memory = optional(string, "2Gi") }), {})
  })
  default = {}

  validation {
    condition     = alltrue([for s in [var.services.ingest, var.services.processors, var.services.sinks] : s.instances >= 0 && floor(s.instances) == s.instances])
    error_message = "instances of services are whole numbers from 0 on."
  }
  validation {
    condition     = alltrue([for s in [var.services.ingest, var.services.processors, var.services.sinks] : contains(["1", "2", "4", "6"], s.cpu)])
    error_message = "cpu of services is one of 1, 2, 4, 6: an instance has 8 at most, and the collector has one of them."
  }
  validation {
    condition = alltrue([
      for s in [var.services.ingest, var.services.processors, var.services.sinks] :
      can(regex("^[0-9]+Gi$", s.memory)) && try(tonumber(trimsuffix(s.memory, "Gi")), 0) >= { "1" = 1, "2" = 1, "4" = 2, "6" = 4 }[s.cpu]
    ])
    error_message = "memory of services is a whole number of Gi, such as 4Gi: 1 at least, 2 with 4 vCPUs, 4 with 6."
  }
}

variable "autoscaling" {
  description = "Most instances of processors and sinks that lag may call for, at most kafka.partitions; null for a fixed number. Scaled by Google's external-metrics autoscaler, which is in preview."
  type        = object({ processors = optional(number, 4), sinks = optional(number, 2) })
  default     = null
}

variable "settings" {
  description = "More settings of fivewhys by their environment variables, such as FIVEWHYS_WINDOWS_GRACE. No secrets: they would be in the state."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key in keys(var.settings) : contains(jsondecode(file("${path.module}/settings.json")), key)])
    error_message = "settings has a key that is no setting: the README lists them, FIVEWHYS_ and capital letters before them."
  }
  validation {
    condition     = alltrue([for key in keys(var.settings) : !can(regex("SALT|TOKEN|PASSWORD", key))])
    error_message = "settings would keep a secret in the state: the salt has a variable of its own, and the page is behind Identity-Aware Proxy."
  }
  validation {
    condition     = alltrue([for key in keys(var.settings) : !can(regex("INSTANCE_ID|FIVEWHYS_CONFIG$|SERVICE_PORT|SERVICE_HOST", key))])
    error_message = "settings go to every instance alike: no INSTANCE_ID, by which they would fence each other; fivewhys.yaml goes into configuration, and the collector looks at port 9090."
  }
}

variable "configuration" {
  description = "Text of fivewhys.yaml: objectives, silences, maintenance. Empty: the built-in ones."
  type        = string
  default     = ""
}

variable "env_salt" {
  description = "Salt of the hashes that stand for values of environment variables, 16 characters or more. Read when env_salt_version changes, and in no state."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.env_salt) >= 16
    error_message = "env_salt has 16 characters or more, such as the output of openssl rand -hex 32."
  }
}

variable "env_salt_version" {
  description = "Another number, a smaller one too, writes the env_salt of that apply. With another salt each variable of each revision counts as changed once."
  type        = number
  default     = 1
}

variable "page" {
  description = "Who may open the live page, as IAM members, through Identity-Aware Proxy. Empty: no page; infra/cli's report writes one."
  type        = set(string)
  default     = []
}

variable "metrics_project" {
  description = "Project whose connectors, databases and services ingest asks Cloud Monitoring about each minute: connectors write no logs. Null: project_id; empty: none."
  type        = string
  default     = null
}

variable "notification_channels" {
  description = "Channels of Cloud Monitoring that alerts on the pipeline itself go to, as projects/P/notificationChannels/N."
  type        = list(string)
  default     = []
}

variable "kms_key" {
  description = "Key of Cloud KMS that topics, cluster, dataset and secrets are encrypted with, as projects/P/locations/L/keyRings/R/cryptoKeys/K. Null: Google's."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key))
    error_message = "kms_key is projects/P/locations/L/keyRings/R/cryptoKeys/K."
  }
  validation {
    condition     = var.kms_key == null || try(split("/", var.kms_key)[3], "") == var.region
    error_message = "kms_key is of region, as what it encrypts is there."
  }
}

variable "labels" {
  description = "Labels of everything that takes labels, beside application=fivewhys."
  type        = map(string)
  default     = {}
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to destroy what holds data: topics, subscriptions, the cluster, the dataset, the salt."
  type        = bool
  default     = true
}
