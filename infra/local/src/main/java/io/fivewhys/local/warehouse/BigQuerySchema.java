// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import com.google.cloud.bigquery.storage.v1.TableSchema;
import io.fivewhys.warehouse.Column;
import io.fivewhys.warehouse.Table;

/** A table as the Storage Write API describes it. */
final class BigQuerySchema {

  private BigQuerySchema() {}

  static TableSchema of(Table table) {
    TableSchema.Builder schema = TableSchema.newBuilder();
    table.columns().forEach(column -> schema.addFields(field(column)));
    return schema.build();
  }

  private static TableFieldSchema field(Column column) {
    TableFieldSchema.Builder field =
        TableFieldSchema.newBuilder()
            .setName(column.name())
            .setType(type(column.type()))
            .setMode(mode(column.mode()))
            .setDescription(column.doc());
    column.fields().forEach(nested -> field.addFields(field(nested)));
    return field.build();
  }

  private static TableFieldSchema.Type type(Column.Type type) {
    return switch (type) {
      case STRING -> TableFieldSchema.Type.STRING;
      case INT64 -> TableFieldSchema.Type.INT64;
      case FLOAT64 -> TableFieldSchema.Type.DOUBLE;
      case BOOL -> TableFieldSchema.Type.BOOL;
      case TIMESTAMP -> TableFieldSchema.Type.TIMESTAMP;
      case STRUCT -> TableFieldSchema.Type.STRUCT;
    };
  }

  private static TableFieldSchema.Mode mode(Column.Mode mode) {
    return switch (mode) {
      case REQUIRED -> TableFieldSchema.Mode.REQUIRED;
      case NULLABLE -> TableFieldSchema.Mode.NULLABLE;
      case REPEATED -> TableFieldSchema.Mode.REPEATED;
    };
  }
}
