// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableFieldSchema;
import java.util.List;

/**
 * A column of a table in a DuckDB file, in the terms of the Storage Write API.
 *
 * @param definition its type as DuckDB writes it
 * @param type TYPE_UNSPECIFIED for one that nothing can be appended to
 * @param fields of a STRUCT; empty otherwise
 */
record FileColumn(
    String name,
    String definition,
    TableFieldSchema.Type type,
    TableFieldSchema.Mode mode,
    List<FileColumn> fields) {

  FileColumn {
    fields = List.copyOf(fields);
  }

  boolean repeated() {
    return mode == TableFieldSchema.Mode.REPEATED;
  }

  TableFieldSchema schema() {
    TableFieldSchema.Builder schema =
        TableFieldSchema.newBuilder().setName(name).setType(type).setMode(mode);
    fields.forEach(field -> schema.addFields(field.schema()));
    return schema.build();
  }
}
