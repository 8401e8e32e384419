# The dataset with its tables, views and functions, as `fivewhys warehouse schema` describes them.

locals {
  tables      = { for table in jsondecode(file("${path.module}/tables.json")) : table.name => table }
  definitions = jsondecode(file("${path.module}/definitions.json"))
  labels      = merge(var.labels, { application = "fivewhys" })
  keep        = var.deletion_protection ? "PREVENT" : "DELETE"

  # Days in milliseconds; null for always.
  expiration = {
    minutes = var.keep_days * 86400000
    month   = 30 * 86400000
    always  = null
  }

  # Their SQL names this dataset. Those of a layer are made of lower ones.
  sql = {
    for definition in local.definitions : definition.name => replace(
      file("${path.module}/${definition.file}"), "`PROJECT`.fivewhys.", "`${var.project_id}`.${var.dataset}."
    )
  }
  views = {
    for layer in range(4) : layer => {
      for definition in local.definitions : definition.name => definition
      if definition.kind == "view" && definition.layer == layer
    }
  }
  scalars = {
    for layer in range(2) : layer => {
      for definition in local.definitions : definition.name => definition
      if definition.kind == "scalar" && definition.layer == layer
    }
  }
  row_functions = { for definition in local.definitions : definition.name => definition if definition.kind == "rows" }
}

resource "google_bigquery_dataset" "this" {
  project         = var.project_id
  dataset_id      = var.dataset
  location        = var.location
  description     = "What fivewhys saw: minutes, deploys, incidents and their causes"
  labels          = local.labels
  deletion_policy = local.keep

  # Without protection the dataset goes with what is in it.
  delete_contents_on_destroy = !var.deletion_protection

  dynamic "default_encryption_configuration" {
    for_each = var.kms_key == null ? [] : [var.kms_key]
    content {
      kms_key_name = default_encryption_configuration.value
    }
  }
}

resource "google_bigquery_table" "this" {
  for_each            = local.tables
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  description         = each.value.description
  schema              = file("${path.module}/tables/${each.key}.json")
  clustering          = each.value.clustering
  labels              = local.labels
  deletion_protection = var.deletion_protection

  time_partitioning {
    type          = "DAY"
    field         = each.value.partition
    expiration_ms = local.expiration[each.value.keep]
  }

  lifecycle {
    ignore_changes = [encryption_configuration] # the dataset's, which Google writes here
  }
}

resource "google_bigquery_routine" "scalar_0" {
  for_each        = local.scalars[0]
  project         = var.project_id
  dataset_id      = google_bigquery_dataset.this.dataset_id
  routine_id      = each.key
  routine_type    = "SCALAR_FUNCTION"
  language        = "SQL"
  description     = each.value.description
  definition_body = local.sql[each.key]
  return_type     = jsonencode(each.value.returns)

  dynamic "arguments" {
    for_each = each.value.arguments
    content {
      name      = arguments.value.name
      data_type = jsonencode(arguments.value.type)
    }
  }
}

resource "google_bigquery_routine" "scalar_1" {
  for_each        = local.scalars[1]
  project         = var.project_id
  dataset_id      = google_bigquery_dataset.this.dataset_id
  routine_id      = each.key
  routine_type    = "SCALAR_FUNCTION"
  language        = "SQL"
  description     = each.value.description
  definition_body = local.sql[each.key]
  return_type     = jsonencode(each.value.returns)

  dynamic "arguments" {
    for_each = each.value.arguments
    content {
      name      = arguments.value.name
      data_type = jsonencode(arguments.value.type)
    }
  }

  depends_on = [google_bigquery_routine.scalar_0]
}

resource "google_bigquery_table" "view_0" {
  for_each            = local.views[0]
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  description         = each.value.description
  labels              = local.labels
  deletion_protection = false

  view {
    query          = local.sql[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.this, google_bigquery_routine.scalar_1]

  lifecycle {
    ignore_changes = [encryption_configuration] # the dataset's, which Google writes here
  }
}

resource "google_bigquery_table" "view_1" {
  for_each            = local.views[1]
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  description         = each.value.description
  labels              = local.labels
  deletion_protection = false

  view {
    query          = local.sql[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.view_0]

  lifecycle {
    ignore_changes = [encryption_configuration] # the dataset's, which Google writes here
  }
}

resource "google_bigquery_table" "view_2" {
  for_each            = local.views[2]
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  description         = each.value.description
  labels              = local.labels
  deletion_protection = false

  view {
    query          = local.sql[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.view_1]

  lifecycle {
    ignore_changes = [encryption_configuration] # the dataset's, which Google writes here
  }
}

resource "google_bigquery_table" "view_3" {
  for_each            = local.views[3]
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  description         = each.value.description
  labels              = local.labels
  deletion_protection = false

  view {
    query          = local.sql[each.key]
    use_legacy_sql = false
  }

  depends_on = [google_bigquery_table.view_2]

  lifecycle {
    ignore_changes = [encryption_configuration] # the dataset's, which Google writes here
  }
}

resource "google_bigquery_routine" "rows" {
  for_each        = local.row_functions
  project         = var.project_id
  dataset_id      = google_bigquery_dataset.this.dataset_id
  routine_id      = each.key
  routine_type    = "TABLE_VALUED_FUNCTION"
  language        = "SQL"
  description     = each.value.description
  definition_body = local.sql[each.key]

  dynamic "arguments" {
    for_each = each.value.arguments
    content {
      name      = arguments.value.name
      data_type = jsonencode(arguments.value.type)
    }
  }

  depends_on = [google_bigquery_table.view_3]
}

resource "google_bigquery_dataset_iam_member" "readers" {
  for_each   = var.readers
  project    = var.project_id
  dataset_id = google_bigquery_dataset.this.dataset_id
  role       = "roles/bigquery.dataViewer"
  member     = each.value
}
