// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is written down of the tables, as it follows from their definition. */
class ReferencesTest {

  /** Made anew with {@code -Dreference=write}, as the two below. */
  @Test
  void the_column_reference_is_in_step() throws IOException {
    assertInStep(Path.of("TABLES.md"), TableReference.markdown());
  }

  @Test
  void the_reference_of_views_and_functions_is_in_step() throws IOException {
    assertInStep(Path.of("VIEWS.md"), ViewReference.markdown());
  }

  @Test
  void duplicates_are_looked_for_in_each_table_by_its_key() throws IOException {
    assertInStep(
        Path.of("src/main/resources/io/fivewhys/warehouse/views/duplicate_rows.sql"),
        DuplicateRows.sql());
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

  private static void assertInStep(Path file, String content) throws IOException {
    if ("write".equals(System.getProperty("reference"))) {
      Files.writeString(file, content);
    }

    assertThat(file).hasContent(content);
  }
}
