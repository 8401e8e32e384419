// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Escalation;
import io.fivewhys.local.replay.EscalationJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command as a script sees it: arguments in; exit code, standard output and standard error out.
 */
class FivewhysAppTest {

  private static final String REQUEST =
      """
      {"insertId":"a%d","logName":"projects/acme-prod/logs/run.googleapis.com%%2Frequests",\
      "resource":{"type":"cloud_run_revision","labels":{"project_id":"acme-prod","location":"us-central1",\
      "service_name":"checkout","revision_name":"checkout-00042-abc"}},\
      "httpRequest":{"status":%d,"latency":"0.010s","requestMethod":"GET","requestUrl":"https://checkout.example/"},\
      "timestamp":"2026-09-16T01:42:%02dZ"}
      """;

  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void replays_a_file_and_answers_questions_about_it() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("logs.ndjson"),
            REQUEST.formatted(1, 200, 1) + REQUEST.formatted(2, 503, 2));
    Path out = directory.resolve("out");

    Run replay = run("replay", file.toString(), "--out", out.toString());
    Run query =
        run(
            "query",
            "--warehouse",
            out.resolve("warehouse.duckdb").toString(),
            "--format",
            "csv",
            "SELECT service, requests, error_rate FROM service_minutes");

    assertThat(replay.exitCode()).isZero();
    assertThat(replay.out())
        .contains("read 2 = accepted 2 + duplicates 0 + ignored 0 + rejected 0");
    assertThat(replay.err()).isEmpty();
    assertThat(query.out())
        .isEqualToNormalizingNewlines("service,requests,error_rate\ncheckout,2,0.5\n");
  }

  @Test
  void strict_tells_of_rejected_entries_by_its_exit_code() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("logs.ndjson"), REQUEST.formatted(1, 200, 1) + "{\"a\":1}\n");
    String out = directory.resolve("out").toString();

    assertThat(run("replay", file.toString(), "--out", out).exitCode()).isZero();
    assertThat(run("replay", file.toString(), "--out", out, "--strict").exitCode()).isEqualTo(4);
  }

  @Test
  void what_cannot_be_read_is_one_line_and_leaves_nothing() {
    Path out = directory.resolve("out");

    Run run = run("replay", directory.resolve("nowhere.json").toString(), "--out", out.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err().lines())
        .hasSize(1)
        .first()
        .asString()
        .contains("nowhere.json: no such file");
    assertThat(out).doesNotExist();
  }

  @Test
  void wrong_usage_and_wrong_settings_are_told_with_what_to_do() throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("f.yaml"), "settings:\n  windows:\n    grace: soon\n    grac: 5m\n");
    Path file = Files.writeString(directory.resolve("logs.ndjson"), "");

    Run unknown = run("replya");
    Run nothing = run("replay");
    Run settings = run("replay", file.toString(), "--config", config.toString());

    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("replay");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(settings.exitCode()).isEqualTo(2);
    assertThat(settings.err())
        .contains("windows.grace: expected a duration")
        .contains("windows.grac: no such setting");
  }

  @Test
  void a_bad_query_says_what_is_wrong_with_it() throws IOException {
    Path file = Files.writeString(directory.resolve("logs.ndjson"), REQUEST.formatted(1, 200, 1));
    Path out = directory.resolve("out");
    run("replay", file.toString(), "--out", out.toString());
    String warehouse = out.resolve("warehouse.duckdb").toString();

    Run typo = run("query", "--warehouse", warehouse, "SELECT request FROM service_minutes");
    Run missing = run("query", "--warehouse", directory.resolve("x.duckdb").toString(), "SELECT 1");

    assertThat(typo.exitCode()).isEqualTo(2);
    assertThat(typo.err()).contains("request").doesNotContain("\tat ");
    assertThat(missing.exitCode()).isEqualTo(3);
    assertThat(missing.err()).contains("x.duckdb");
  }

  @Test
  void a_folder_is_read_without_what_an_earlier_replay_left_in_it() throws IOException {
    Files.writeString(
        directory.resolve("logs.ndjson"), REQUEST.formatted(1, 200, 1) + "no entry\n");
    String out = directory.resolve("fivewhys-out").toString();
    run("replay", directory.toString(), "--out", out);

    Run again = run("replay", directory.toString(), "--out", out);

    assertThat(again.out()).contains("read 2 = accepted 1 + duplicates 0 + ignored 0 + rejected 1");
    assertThat(again.out()).contains("rejected 1: not_an_object").contains("rejected.ndjson");
  }

  @Test
  void what_strangers_logged_does_not_steer_the_terminal_by_way_of_a_message() {
    Run run = run("replay", "no\u001b[31mfile");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).contains("no\\u001b[31mfile");
  }

  @Test
  void the_file_that_the_launcher_trains_on_is_understood() {
    Path training =
        Path.of(System.getProperty("fivewhys.root"), "infra/cli/src/main/training/entries.ndjson");

    assertThat(
            run(
                    "replay",
                    training.toString(),
                    "--strict",
                    "--out",
                    directory.resolve("out").toString())
                .exitCode())
        .isZero();
  }

  @Test
  void an_incident_is_named_by_as_much_of_its_id_as_no_other_has() {
    Escalation other = Incidents.opened();
    other.setIncidentId("3f77");
    Path file = directory.resolve("warehouse.duckdb");
    Incidents.write(file, List.of(Incidents.opened(), Incidents.resolved(), other));
    String out = directory.toString();

    Run found = run("postmortem", "3f2", "--out", out);
    Run two = run("postmortem", "3f", "--warehouse", file.toString());
    Run none = run("postmortem", "x' OR '' = '", "--out", out);

    assertThat(found.exitCode()).isZero();
    assertThat(found.out()).startsWith("# checkout fails").contains("incident 3f2a9c");
    assertThat(two.exitCode()).isEqualTo(2);
    assertThat(two.err()).contains("3f is not one incident", "\n  3f2a9c  P1", "\n  3f77  P2");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("no incident x' OR", "\n  3f2a9c  P1", "\n  3f77  P2");
  }

  @Test
  void escalations_are_written_in_the_shape_that_is_asked_for() {
    Path file = directory.resolve("warehouse.duckdb");
    Incidents.write(file, List.of(Incidents.resolved(), Incidents.opened()));
    String out = directory.toString();

    assertThat(run("escalations", "--out", out).out())
        .isEqualTo(EscalationJson.lines(List.of(Incidents.opened(), Incidents.resolved())));
    assertThat(run("escalations", "--out", out, "--format", "pagerduty").out().lines()).hasSize(2);
    assertThat(run("escalations", "--out", out, "--format", "carrier-pigeon").exitCode())
        .isEqualTo(2);
    assertThat(run("escalations", "--out", directory.resolve("none").toString()).exitCode())
        .isEqualTo(3);
  }

  @Test
  void help_version_and_completion_are_there() {
    assertThat(run().out()).contains("Usage: fivewhys", "replay", "query", "demo");
    assertThat(run("--version").out()).startsWith("fivewhys 0.");
    assertThat(run("replay", "--help").out()).contains("gcloud logging read");
    assertThat(run("generate-completion").out()).contains("complete -F");
  }

  private static Run run(String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
    ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
    System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
    try {
      int exitCode = FivewhysApp.run(args);
      return new Run(
          exitCode,
          caughtOut.toString(StandardCharsets.UTF_8),
          caughtErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }
}
