// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** An hour in which one request in twenty-five fails for a quarter of an hour. */
class BacktestCommandTest {

  private static final Instant BEGIN = Instant.parse("2026-09-16T01:00:00Z");
  private static final int MINUTES = 60;
  private static final int SECONDS = 60;

  private static final String REQUEST =
      """
      {"insertId":"a%d","logName":"projects/acme-prod/logs/run.googleapis.com%%2Frequests",\
      "resource":{"type":"cloud_run_revision","labels":{"project_id":"acme-prod","location":"us-central1",\
      "service_name":"checkout","revision_name":"checkout-00042-abc"}},\
      "httpRequest":{"status":%d,"latency":"0.010s","requestMethod":"GET","requestUrl":"https://checkout.example/"},\
      "timestamp":"%s"}
      """;

  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void tells_what_a_stricter_and_a_laxer_configuration_make_of_the_same_logs() throws IOException {
    String logs = logs().toString();
    String strict = config("strict.yaml", "99.9 %");
    String lax = config("lax.yaml", "50 %");

    Run stricter = run("--config", strict, "--against", lax, logs);
    Run laxer = run("--config", lax, logs);
    Run same = run("--config", strict, "--against", strict, logs);

    assertThat(List.of(stricter, laxer, same)).allMatch(run -> run.exitCode() == 0);
    assertThat(stricter.out())
        .contains("3,600 log entries", "strict.yaml: 1 incident", "lax.yaml: 0 incidents")
        .contains("only in new: 1", "only in old: none", "checkout");
    assertThat(laxer.out()).contains("built-in defaults: 1 incident", "only in old: 1");
    assertThat(same.out()).contains("only in new: none", "in both, the same: 1");
    assertThat(run("--config", strict, "--against", lax, logs)).isEqualTo(stricter);
  }

  @Test
  void tells_the_same_from_the_warehouse_of_a_replay_and_what_that_does_not_hold()
      throws IOException {
    String logs = logs().toString();
    String strict = config("strict.yaml", "99.9 %");
    String lax = config("lax.yaml", "50 %");
    String out = directory.resolve("out").toString();
    new CommandLine(new ReplayCommand())
        .setOut(new PrintWriter(new StringWriter()))
        .execute(logs, "--out", out);

    Run ofFolder = run("--config", strict, "--against", lax, out);
    Run ofFile =
        run("--config", strict, "--against", lax, "--warehouse", out + "/warehouse.duckdb");

    assertThat(ofFolder.exitCode()).isZero();
    assertThat(ofFolder.out())
        .contains("rows, from 2026-09-16T01:01:00Z", "From a warehouse: ", "only in new: 1");
    assertThat(ofFile).isEqualTo(ofFolder);
  }

  @Test
  void json_is_one_document_of_both_sides_and_their_difference() throws IOException {
    Run run =
        run(
            "--format",
            "json",
            "--config",
            config("strict.yaml", "99.9 %"),
            "--against",
            config("lax.yaml", "50 %"),
            logs().toString());

    assertThat(run.out())
        .hasLineCount(1)
        .startsWith("{\"source\":{\"kind\":\"logs\"")
        .contains("\"old\":{\"config\":")
        .containsPattern("\"detection_minutes\":\\d")
        .containsPattern("\"only_in_new\":\\[\"inc-[0-9a-f]+\"\\],\"only_in_old\":\\[\\]");
  }

  @Test
  void faults_of_both_configurations_are_told_before_anything_is_read() throws IOException {
    Run run =
        run(
            "--config",
            config("new.yaml", "99.9"),
            "--against",
            config("old.yaml", "most"),
            directory.resolve("nowhere.json").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("new.yaml:2", "old.yaml:2").doesNotContain("nowhere");
  }

  @Test
  void what_cannot_be_read_and_what_cannot_be_meant_are_told_apart() throws IOException {
    String config = config("new.yaml", "99.9 %");
    String logs = logs().toString();
    String noWarehouse = Files.writeString(directory.resolve("x.duckdb"), "no").toString();

    assertThat(run("--config", config, directory.resolve("nowhere.json").toString()).exitCode())
        .isEqualTo(3);
    assertThat(run("--config", config, "--warehouse", noWarehouse).exitCode()).isEqualTo(3);
    assertThat(run("--config", config).exitCode()).isEqualTo(2);
    assertThat(run("--config", config).err()).contains("name exported logs, or a warehouse");
    assertThat(run("--config", config, "--warehouse", noWarehouse, logs).exitCode()).isEqualTo(2);
    assertThat(run(logs).exitCode()).isEqualTo(2);
  }

  private Path logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    for (int second = 0; second < MINUTES * SECONDS; second++) {
      int minute = second / SECONDS;
      boolean fails = minute >= 30 && minute < 45 && second % 25 == 0;
      logs.append(
          REQUEST.formatted(second, fails ? 500 : 200, BEGIN.plusSeconds(second).toString()));
    }
    return Files.writeString(directory.resolve("logs.ndjson"), logs);
  }

  private String config(String name, String availability) throws IOException {
    return Files.writeString(
            directory.resolve(name),
            "objectives:\n  - {name: all, service: '*', availability: %s}\n"
                .formatted(availability))
        .toString();
  }

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        new CommandLine(new BacktestCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err, true))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(Failures::handle)
            .execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }
}
