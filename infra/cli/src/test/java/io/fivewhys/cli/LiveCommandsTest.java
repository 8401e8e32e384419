// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that read a project's logs from Google, as a script sees them. */
@Timeout(300)
class LiveCommandsTest {

  private static final Status DENIED =
      Status.PERMISSION_DENIED.withDescription("Permission denied on resource project acme-prod");

  @TempDir Path directory;

  private record Run(int exitCode, String out, String err) {}

  @Test
  void a_backfill_is_fetched_and_replayed_and_then_only_replayed() throws IOException {
    try (LoggingServer server = new LoggingServer(null)) {
      Run first = backfill(server, "2026-09-16T01:00:00Z", "2026-09-16T02:00:00Z");
      Run again = backfill(server, "2026-09-16T01:00:00Z", "2026-09-16T02:00:00Z");

      assertThat(first.exitCode()).as(first.err()).isZero();
      assertThat(first.err()).isEmpty();
      assertThat(first.out())
          .contains("fetched 1 entries, 2026-09-16T01:00:00Z to 2026-09-16T02:00:00Z")
          .contains("read 1 = accepted 1 + duplicates 0 + ignored 0 + rejected 0");
      assertThat(directory.resolve("out/warehouse.duckdb")).exists();
      assertThat(again.exitCode()).isZero();
      assertThat(again.err()).contains("going on with what");
      assertThat(server.listings).hasValue(1);
    }
  }

  @Test
  void a_folder_of_another_backfill_is_left_alone() throws IOException {
    try (LoggingServer server = new LoggingServer(null)) {
      backfill(server, "2026-09-16T01:00:00Z", "2026-09-16T02:00:00Z");

      Run other = backfill(server, "2026-09-16T01:30:00Z", "2026-09-16T02:00:00Z");

      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err().lines()).singleElement().asString().contains("another backfill");
    }
  }

  @Test
  void a_missing_right_is_one_line_that_says_what_where_and_which() throws IOException {
    try (LoggingServer server = new LoggingServer(DENIED)) {
      Run backfill = backfill(server, "6h", null);
      Run watch = run(server, "watch", "--project", "acme-prod", "--port", "0");

      for (Run run : List.of(backfill, watch)) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines())
            .singleElement()
            .asString()
            .startsWith("fivewhys: the logs of project acme-prod may not be read")
            .contains("roles/logging.viewer");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "yesterday,        , --from: a time such as",
    "6h,               later, --to: a time such as",
    "1h,               2h, is not before --to",
    "2026-09-16T02:00Z,2026-09-16T01:00:00Z, is not before --to"
  })
  void times_that_make_no_sense_are_said_to(String from, String to, String complaint)
      throws IOException {
    try (LoggingServer server = new LoggingServer(null)) {
      Run run = backfill(server, from, to);

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err().lines()).singleElement().asString().contains(complaint);
      assertThat(server.listings).hasValue(0);
    }
  }

  @Test
  void a_project_that_cannot_be_is_not_asked_for() throws IOException {
    try (LoggingServer server = new LoggingServer(null)) {
      Run run = run(server, "watch", "--project", "projects/acme prod", "--port", "0");

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--project");
      assertThat(run(server, "watch").exitCode()).isEqualTo(2);
      assertThat(run(server, "watch", "--project", "acme-prod", "--since", "soon").err())
          .contains("--since: a duration such as");
    }
  }

  @Test
  void what_a_tail_left_out_is_said_loudly_and_summed_up() {
    StringWriter said = new StringWriter();
    WatchNews news = new WatchNews("acme-prod", new PrintWriter(said));

    news.suppressed(Map.of("more entries a minute than a tail may carry", 120_000L), false);
    news.interrupted("UNAVAILABLE: \u001b[31mgone", Duration.ofSeconds(4));

    assertThat(said.toString())
        .contains("LEFT OUT 120,000 ENTRIES")
        .contains("COUNTS SINCE THEN ARE NOT COMPLETE")
        .contains("again in 4 s")
        .doesNotContain("\u001b");
    assertThat(news.summary()).contains("not complete: 120,000");
  }

  private Run backfill(LoggingServer server, String from, String to) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "backfill",
                "--project",
                "acme-prod",
                "--from",
                from,
                "--out",
                directory.resolve("out").toString()));
    if (to != null) {
      arguments.addAll(List.of("--to", to));
    }
    return run(server, arguments.toArray(String[]::new));
  }

  private Run run(LoggingServer server, String... arguments) throws IOException {
    Path config =
        Files.writeString(
            directory.resolve("fivewhys.yaml"),
            "settings: {logging.endpoint: '" + server.endpoint() + "'}\n");
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = FivewhysApp.run(all.toArray(String[]::new));
      return new Run(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
