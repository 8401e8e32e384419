// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

  @TempDir Path directory;

  private Path warehouse;

  @BeforeEach
  void an_incident_in_a_warehouse() {
    warehouse = directory.resolve("warehouse.duckdb");
    Incidents.write(warehouse, List.of(Incidents.opened(), Incidents.resolved()));
  }

  @Test
  void writes_one_page_and_csv_the_same_each_time() throws Exception {
    Path page = directory.resolve("new/folder/report.html");
    Path csv = directory.resolve("csv");

    assertThat(report("--out", page, "--csv", csv)).isZero();

    String html = Files.readString(page);
    assertThat(html)
        .startsWith("<!doctype html>")
        .contains(
            "connect-src 'none'",
            "id=\"documents\">{\"capacity\":{",
            "\"incident/3f2a9c\":{",
            "\"overview\":{")
        .doesNotContain("src=\"/", "href=\"/");
    try (Stream<Path> files = Files.list(csv)) {
      assertThat(files.map(file -> file.getFileName().toString()).sorted())
          .containsExactly(
              "capacity.csv",
              "connections.csv",
              "deploys.csv",
              "incidents.csv",
              "minutes.csv",
              "weekly.csv");
    }
    assertThat(Files.readAllLines(csv.resolve("incidents.csv")))
        .hasSize(2)
        .element(1)
        .asString()
        .startsWith("3f2a9c,3,RESOLVED,");
    assertThat(report("--out", page)).isZero();
    assertThat(Files.readString(page)).isEqualTo(html);
  }

  @Test
  void holds_only_what_is_asked_for() throws Exception {
    Path page = directory.resolve("report.html");

    assertThat(report("--out", page, "--to", "2026-03-01T10:00:00Z")).isZero();

    assertThat(Files.readString(page)).doesNotContain("3f2a9c");
  }

  @Test
  void a_file_of_an_older_fivewhys_has_no_capacity_to_show() throws Exception {
    try (Connection older = DriverManager.getConnection("jdbc:duckdb:" + warehouse);
        Statement statement = older.createStatement()) {
      statement.execute("DROP TABLE capacity_samples");
    }
    Path page = directory.resolve("report.html");
    Path csv = directory.resolve("csv");

    assertThat(report("--out", page, "--csv", csv)).isZero();

    assertThat(Files.readString(page)).contains("\"resources\":[],\"weeks\":[]");
    assertThat(Files.readAllLines(csv.resolve("capacity.csv"))).hasSize(1);
  }

  @Test
  void what_cannot_be_is_told_by_the_exit_code() {
    assertThat(report("--from", "yesterday")).isEqualTo(ExitCode.USAGE);
    assertThat(report("--from", "2026-03-01T10:00:00Z", "--to", "2026-03-01T10:00:00Z"))
        .isEqualTo(ExitCode.USAGE);
    warehouse = directory.resolve("nowhere.duckdb");
    assertThat(report("--out", directory.resolve("report.html")))
        .isEqualTo(ExitCode.INPUT_UNREADABLE);
    assertThat(directory.resolve("report.html")).doesNotExist();
  }

  @Test
  void a_dataset_that_does_not_answer_is_told_by_the_exit_code() throws Exception {
    Path config = directory.resolve("fivewhys.yaml");
    Files.writeString(config, "settings:\n  warehouse.endpoint: http://127.0.0.1:1\n");
    Path page = directory.resolve("report.html");

    assertThat(report("--dataset", "acme.fivewhys")).isEqualTo(ExitCode.USAGE);
    assertThat(
            FivewhysApp.run(
                "report",
                "--dataset",
                "acme",
                "--out",
                page.toString(),
                "--config",
                config.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(
            FivewhysApp.run(
                "report",
                "--dataset",
                "acme.fivewhys",
                "--out",
                page.toString(),
                "--config",
                config.toString()))
        .isEqualTo(ExitCode.INPUT_UNREADABLE);
    assertThat(page).doesNotExist();
  }

  private int report(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("report", "--warehouse", warehouse.toString()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return FivewhysApp.run(all.toArray(String[]::new));
  }
}
