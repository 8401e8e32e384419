// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written down of the tables, as it follows from their definition. */
class ReferencesTest {

  /** Made anew with {@code -Dreference=write}. */
  @Test
  void the_column_reference_is_in_step() throws IOException {
    Path file = Path.of("TABLES.md");
    if ("write".equals(System.getProperty("reference"))) {
      Files.writeString(file, TableReference.markdown());
    }

    assertThat(file).hasContent(TableReference.markdown());
  }

  @Test
  void bigquery_takes_a_tables_columns_as_json() {
    assertThat(BigQuerySchema.json(Tables.REJECTED_ENTRIES))
        .startsWith(
            """
            [ {
              "name" : "reason",
              "type" : "STRING",
              "mode" : "REQUIRED",
              "description" : "A fixed word"
            }, {
            """)
        .contains("\"received_at\",\n  \"type\" : \"TIMESTAMP\",\n  \"mode\" : \"NULLABLE\"")
        .endsWith("} ]\n");
    assertThat(BigQuerySchema.json(Tables.SERVICE_MINUTES))
        .contains(
            """
              "type" : "RECORD",
              "mode" : "REPEATED",
            """,
            "\"type\" : \"INTEGER\"",
            "\"type\" : \"FLOAT\"");
  }

  @Test
  void duckdb_takes_a_table_as_ddl() {
    assertThat(DuckDbDdl.createTable("", Tables.SERVICE_MINUTES))
        .startsWith("CREATE TABLE IF NOT EXISTS \"service_minutes\" (\"project\" VARCHAR NOT NULL,")
        .contains(
            "\"window_start\" TIMESTAMP NOT NULL",
            "\"error_rate\" DOUBLE,",
            "\"latency_histogram\" STRUCT(\"bucket\" BIGINT, \"count\" BIGINT)[] NOT NULL");
  }
}
