// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import com.google.cloud.bigquery.storage.v1.TableSchema;
import java.util.List;

/** A table as the DuckDB file has it now, which may be more columns than a moment ago. */
record FileTable(String name, List<FileColumn> columns) {

  FileTable {
    columns = List.copyOf(columns);
  }

  TableSchema schema() {
    TableSchema.Builder schema = TableSchema.newBuilder();
    columns.forEach(column -> schema.addFields(column.schema()));
    return schema.build();
  }
}
