// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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

  @Test
  void what_it_reads_and_directories_are_never_written_over() throws Exception {
    byte[] before = Files.readAllBytes(warehouse);
    Path link = Files.createSymbolicLink(directory.resolve("link.html"), warehouse);
    Path csv = Files.createDirectory(directory.resolve("csv"));
    Files.createSymbolicLink(csv.resolve("minutes.csv"), warehouse);

    assertThat(said("--out", warehouse)).startsWith("2 ").contains("is the warehouse file");
    assertThat(said("--out", link)).startsWith("2 ").contains("is the warehouse file");
    assertThat(said("--out", directory.resolve("page.html"), "--csv", csv))
        .startsWith("2 ")
        .contains("is the warehouse file");
    assertThat(said("--out", directory)).startsWith("2 ").contains("is a directory");
    assertThat(said("--out", "/")).startsWith("2 ").contains("/ is a directory");

    assertThat(Files.readAllBytes(warehouse)).isEqualTo(before);
    assertThat(directory.resolve("page.html")).doesNotExist();
  }

  @Test
  void a_link_stays_one_and_what_it_leads_to_is_replaced() throws Exception {
    Path kept = Files.writeString(directory.resolve("kept.html"), "older");
    Path link = Files.createSymbolicLink(directory.resolve("link.html"), kept);

    assertThat(report("--out", link)).isZero();

    assertThat(link).isSymbolicLink();
    assertThat(Files.readString(kept)).startsWith("<!doctype html>");
  }

  @Test
  void into_what_is_no_file_it_is_written_as_it_stands() {
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.exists(device));

    assertThat(said("--out", device)).isEqualTo("0 page: /dev/null\n");

    assertThat(Files.isRegularFile(device)).isFalse();
  }

  @Test
  void where_it_cannot_write_it_says_why_and_leaves_nothing_behind() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full));

    assertThat(said("--out", warehouse.resolve("page.html")))
        .startsWith("3 ")
        .contains("cannot be written: " + warehouse + " is no directory");
    assertThat(said("--out", full)).startsWith("3 ").contains("cannot be written: No space left");
    assertThatThrownBy(() ->
            new ReportFile(directory.resolve("page.html"))
                .write(stream -> {
                  stream.write(1);
                  throw new AccessDeniedException("page.html");
                }))
        .hasMessageEndingWith("page.html: cannot be written: permission denied");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("rows.duckdb", "warehouse.duckdb");
    }
  }

  @Test
  void times_that_no_calendar_has_are_refused_with_a_sentence() {
    Path page = directory.resolve("report.html");

    assertThat(said("--out", page, "--from", "+999999999-12-31T23:59:59Z"))
        .startsWith("2 fivewhys: --from: a time from the year 1 to 9999");
    assertThat(said("--out", page, "--to", "-999999999-01-01T00:00:00Z")).startsWith("2 ");
    assertThat(said("--out", page, "--from", "999999d")).startsWith("2 ");
    assertThat(
            said("--out", page, "--from", "0001-01-01T00:00:00Z", "--to", "9999-12-31T23:59:59Z"))
        .isEqualTo("0 ");
  }

  @Test
  void a_time_of_which_nothing_is_known_is_told() {
    Path page = directory.resolve("report.html");

    assertThat(
            said("--out", page, "--from", "2031-01-01T00:00:00Z", "--to", "2031-01-02T00:00:00Z"))
        .isEqualTo(
            "0 fivewhys: nothing is known between 2031-01-01T00:00:00Z and 2031-01-02T00:00:00Z;"
                + " there is 2026-03-01T10:02:00Z to 2026-03-01T10:31:00Z\n");
    assertThat(page).exists();
    assertThat(said("--out", page)).isEqualTo("0 ");
  }

  /** The exit code, then what it said on stderr. */
  private String said(Object... arguments) {
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--warehouse", warehouse.toString()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    int code =
        new CommandLine(new ReportCommand())
            .setExecutionExceptionHandler(Failures::handle)
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return code + " " + err;
  }

  private int report(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("report", "--warehouse", warehouse.toString()));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    return FivewhysApp.run(all.toArray(String[]::new));
  }
}
