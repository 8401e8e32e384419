// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.warehouse.BigQuerySchema;
import io.fivewhys.warehouse.Tables;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WarehouseCommandTest {

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return new CommandLine(new WarehouseCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Failures::handle)
        .execute(arguments);
  }

  @Test
  void plans_applies_and_has_nothing_more_to_do() {
    Path file = directory.resolve("warehouse.duckdb");

    assertThat(run("plan", "--warehouse", file.toString())).isZero();
    assertThat(out.toString())
        .contains("+ table service_minutes: 21 columns")
        .contains("+ view incidents")
        .contains(" to create, 0 to change, 0 in the way");
    assertThat(file).doesNotExist();

    assertThat(run("apply", "--warehouse", file.toString())).isZero();
    assertThat(out.toString()).contains("+ view incidents").contains(" created, 0 changed");

    assertThat(run("plan", "--warehouse", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo(file + ": nothing to change");
    assertThat(run("apply", "--warehouse", file.toString())).isZero();
    assertThat(out.toString().strip()).isEqualTo(file + ": nothing to change");
  }

  @Test
  void what_stands_in_the_way_is_told_and_nothing_changed() throws Exception {
    Path file = made("CREATE TABLE rejected_entries (source BIGINT)");

    assertThat(run("plan", "--warehouse", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString())
        .contains("! table rejected_entries: column source is INT64 and has to be STRING: rename");
    assertThat(run("apply", "--warehouse", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("nothing was changed");
    assertThat(run("plan", "--warehouse", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).contains("+ table service_minutes");
  }

  @Test
  void a_plan_for_machines_is_one_line_of_json() throws Exception {
    Path file = made("CREATE VIEW \"my \u001b[2J report\" AS SELECT 1");

    assertThat(run("plan", "--warehouse", file.toString(), "--format", "json")).isZero();

    assertThat(out.toString())
        .startsWith("{\"warehouse\":")
        .contains("{\"action\":\"create\",\"subject\":\"view incidents\",\"details\":[]}")
        .contains("\"conflicts\":[],\"unknown\":[\"view my \\u001B[2J report\"]}");
    run("plan", "--warehouse", file.toString());
    assertThat(out.toString())
        .contains("  view my  report: not of fivewhys, stays as it is")
        .doesNotContain("\u001b");
  }

  @Test
  void the_schema_comes_as_files() throws Exception {
    assertThat(run("schema", "--out", directory.toString())).isZero();

    assertThat(Files.readString(directory.resolve("tables/service_minutes.json")))
        .isEqualTo(BigQuerySchema.json(Tables.SERVICE_MINUTES));
    assertThat(Files.readString(directory.resolve("views/incidents.sql")))
        .contains("`PROJECT`.fivewhys.escalations");
    assertThat(Files.readString(directory.resolve("functions/latency_quantile.sql")))
        .startsWith("CREATE OR REPLACE FUNCTION `PROJECT`.fivewhys.latency_quantile(");
    assertThat(Files.readString(directory.resolve("tables.json")))
        .contains("\"name\" : \"service_minutes\"", "\"partition\" : \"DAY(window_start)\"");
  }

  @Test
  void a_warehouse_has_to_be_named_and_a_dataset_located() throws Exception {
    assertThat(run("plan")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("no warehouse is named");

    Path settings =
        Files.writeString(
            directory.resolve("fivewhys.yaml"), "settings:\n  warehouse.dataset: acme.fivewhys\n");
    assertThat(run("plan", "--config", settings.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("warehouse.location: required with warehouse.dataset");
  }

  @Test
  void a_server_that_does_not_answer_is_nobodys_fault() throws Exception {
    Path settings =
        Files.writeString(
            directory.resolve("fivewhys.yaml"),
            """
            settings:
              warehouse.dataset: acme.fivewhys
              warehouse.location: EU
              warehouse.endpoint: http://127.0.0.1:1
            """);

    assertThat(run("apply", "--config", settings.toString())).isEqualTo(ExitCode.INPUT_UNREADABLE);
    assertThat(err.toString()).contains("dataset acme.fivewhys cannot be read");
  }

  private Path made(String sql) throws Exception {
    Path file = directory.resolve("warehouse.duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return file;
  }
}
