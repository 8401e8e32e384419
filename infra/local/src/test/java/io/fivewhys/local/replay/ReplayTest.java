// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.ingest.InputFiles.Input;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.demo.Recording;
import io.fivewhys.local.demo.Truth;
import io.fivewhys.sinks.report.Summary;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's incident through the whole replay, held against what its generator counted. */
class ReplayTest {

  private static final Recording RECORDING = DemoIncident.record(DemoIncident.START, 1);

  @TempDir static Path directory;

  private static Path replayed;
  private static Summary summary;

  @BeforeAll
  static void replayOnce() throws IOException {
    replayed = directory.resolve("out");
    summary = replay(replayed, write(directory.resolve("all.ndjson"), RECORDING.entries()));
  }

  @Test
  void every_entry_is_accounted_for() throws IOException {
    assertThat(summary.read()).isEqualTo(RECORDING.entries().size());
    assertThat(summary.balances()).isTrue();
    assertThat(summary.rejected()).isZero();
    assertThat(Files.readString(replayed.resolve("summary.json")))
        .startsWith("{\"read\":" + summary.read() + ",\"accepted\":" + summary.accepted());
    assertThat(Files.list(replayed).map(path -> path.getFileName().toString()))
        .containsExactlyInAnyOrder(
            "escalations.ndjson",
            "rejected.ndjson",
            "report.html",
            "revision_changes.ndjson",
            "summary.json",
            "warehouse.duckdb");
  }

  @Test
  void counts_of_every_window_equal_the_generators() throws SQLException {
    Map<Truth.Cell, List<Long>> counted = new HashMap<>();
    query(
        """
        SELECT service, revision, epoch_ms(window_start) // 60000, requests, errors_5xx, errors_4xx, errors_auth,
          errors_429, connections, instances, instance_starts, instance_exits, late_entries
        FROM service_minutes\
        """,
        row -> {
          List<Long> counts = new ArrayList<>();
          for (int column = 4; column <= 13; column++) {
            counts.add(row.getLong(column));
          }
          counted.put(new Truth.Cell(row.getString(1), row.getString(2), row.getLong(3)), counts);
        });

    Map<Truth.Cell, List<Long>> expected = new HashMap<>();
    RECORDING
        .truth()
        .minutes()
        .forEach((cell, minute) ->
            expected.put(
                cell,
                List.of(
                    minute.requests(),
                    minute.errors5xx(),
                    minute.errors4xx(),
                    minute.errorsAuth(),
                    minute.errors429(),
                    minute.connections(),
                    minute.instances(),
                    minute.instanceStarts(),
                    minute.instanceExits(),
                    0L)));
    counted.keySet().removeIf(cell -> !expected.containsKey(cell) && counted.get(cell).get(0) == 0);
    assertThat(counted).isEqualTo(expected);
  }

  @Test
  void percentiles_are_within_one_percent_also_when_sql_merges_them() throws SQLException {
    Map<Truth.Cell, Truth.Minute> truth = RECORDING.truth().minutes();
    query(
        "SELECT service, revision, epoch_ms(window_start) // 60000, p50_ms, p90_ms, p95_ms, p99_ms FROM service_minutes"
            + " WHERE p50_ms IS NOT NULL",
        row -> {
          Truth.Minute minute =
              truth.get(new Truth.Cell(row.getString(1), row.getString(2), row.getLong(3)));
          assertWithin(row.getDouble(4), minute.percentileNanos(0.50));
          assertWithin(row.getDouble(5), minute.percentileNanos(0.90));
          assertWithin(row.getDouble(6), minute.percentileNanos(0.95));
          assertWithin(row.getDouble(7), minute.percentileNanos(0.99));
        });
    query(
        """
        SELECT service, latency_quantile(list({'bucket': bucket, 'count': count}), 0.99)
        FROM (SELECT service, h.bucket AS bucket, SUM(h.count)::BIGINT AS count
              FROM service_minutes, UNNEST(latency_histogram) AS t(h) GROUP BY ALL)
        GROUP BY service\
        """,
        row -> {
          String service = row.getString(1);
          long[] all =
              truth.entrySet().stream()
                  .filter(cell -> cell.getKey().service().equals(service))
                  .flatMap(cell -> cell.getValue().latencyNanos().stream())
                  .mapToLong(nanos -> nanos)
                  .sorted()
                  .toArray();
          assertWithin(row.getDouble(2), all[(int) Math.ceil(0.99 * all.length) - 1]);
        });
  }

  @Test
  void what_was_said_of_requests_is_as_often_as_they_failed() throws SQLException {
    List<List<Long>> differing = new ArrayList<>();
    List<Long> failed = new ArrayList<>();
    query(
        """
        WITH
          said AS (
            SELECT component AS service, caller_revision AS revision, window_start,
              coalesce(sum(count) FILTER (signal = 'HTTP_5XX'), 0)::BIGINT AS said_5xx,
              coalesce(sum(count) FILTER (signal = 'HTTP_AUTH'), 0)::BIGINT AS said_auth,
              coalesce(sum(count) FILTER (signal = 'HTTP_429'), 0)::BIGINT AS said_429
            FROM dependency_minutes
            WHERE caller = '' AND component_kind = 'CLOUD_RUN_SERVICE'
            GROUP BY ALL)
        SELECT coalesce(errors_5xx, 0), coalesce(said_5xx, 0), coalesce(errors_auth, 0),
          coalesce(said_auth, 0), coalesce(errors_429, 0), coalesce(said_429, 0)
        FROM service_minutes FULL JOIN said USING (service, revision, window_start)\
        """,
        row -> {
          for (int column = 1; column <= 5; column += 2) {
            failed.add(row.getLong(column));
            if (row.getLong(column) != row.getLong(column + 1)) {
              differing.add(List.of(row.getLong(column), row.getLong(column + 1)));
            }
          }
        });

    assertThat(failed).anyMatch(count -> count > 0);
    assertThat(differing).isEmpty();
  }

  @Test
  void deploys_are_told_line_by_line_as_they_became_known() throws IOException {
    List<JsonNode> changes = new ArrayList<>();
    for (String line : Files.readAllLines(replayed.resolve("revision_changes.ndjson"))) {
      changes.add(new ObjectMapper().readTree(line));
    }

    assertThat(changes)
        .extracting(change -> change.get("to_revision").asText())
        .contains("catalog-00018-fox", "checkout-00042-abc")
        .doesNotContain("checkout-00041-xyz", "gateway-00007-owl");
    JsonNode failed =
        changes.stream()
            .filter(change -> change.get("to_revision").asText().equals("checkout-00042-abc"))
            .findFirst()
            .orElseThrow();
    assertThat(failed.get("sequence").asInt()).isEqualTo(1);
    assertThat(failed.get("from_revision").asText()).isEqualTo("checkout-00041-xyz");
    assertThat(failed.get("created_at").asText()).isEqualTo("2026-06-14T13:22:00Z");
    assertThat(failed.get("ready_at").isNull()).isTrue();
    assertThat(failed.get("first_traffic_at").isNull()).isTrue();
    assertThat(failed.get("final").isBoolean()).isTrue();
    assertThat(failed.get("tool").asText()).endsWith("gcloud.run.deploy");
    assertThat(failed.get("verdict").asText()).isEqualTo("INSUFFICIENT_DATA");
    assertThat(failed.get("diff").findValuesAsText("field"))
        .containsExactly("env.CART_RULES", "image_digest");
    assertThat(failed.get("suspects").get(0).get("field").asText()).isEqualTo("image_digest");
    assertThat(failed.get("findings").get(0).asText())
        .startsWith("never became ready: HealthCheckContainerError: ");
  }

  @Test
  void the_same_entries_give_the_same_bytes_in_any_order_cut_and_packing() throws IOException {
    List<Entry> shuffled = new ArrayList<>(RECORDING.entries());
    Collections.reverse(shuffled);
    int third = shuffled.size() / 3;
    Path pretty = directory.resolve("newest-first.json");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pretty))) {
      new Recording(shuffled.subList(0, third), RECORDING.truth()).writeArrayTo(out);
    }
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(rest)) {
      new Recording(shuffled.subList(third, shuffled.size()), RECORDING.truth()).writeTo(out);
    }

    Path out = directory.resolve("again");
    new Replay(Settings.defaults(), () -> 0, 1)
        .run(
            List.of(
                new Input("rest", () -> new ByteArrayInputStream(rest.toByteArray())),
                InputFiles.expand(List.of(pretty.toString()), java.io.InputStream.nullInputStream())
                    .get(0)),
            out,
            Progress.SILENT);

    for (String file :
        List.of(
            "warehouse.duckdb",
            "report.html",
            "rejected.ndjson",
            "escalations.ndjson",
            "revision_changes.ndjson")) {
      assertThat(out.resolve(file)).as(file).hasSameBinaryContentAs(replayed.resolve(file));
    }
    assertThat(withoutElapsed(out)).isEqualTo(withoutElapsed(replayed));
  }

  @Test
  void entries_given_twice_count_once() throws IOException {
    Path file = write(directory.resolve("part.ndjson"), RECORDING.entries().subList(0, 2_000));

    Summary once = replay(directory.resolve("once"), file);
    Summary twice = replay(directory.resolve("twice"), file, file);

    assertThat(twice.accepted()).isEqualTo(once.accepted());
    assertThat(twice.duplicates())
        .isEqualTo(once.duplicates() + once.accepted() + once.duplicates());
    assertThat(directory.resolve("twice/warehouse.duckdb"))
        .hasSameBinaryContentAs(directory.resolve("once/warehouse.duckdb"));
  }

  @Test
  void no_planted_secret_is_in_any_file() throws IOException {
    try (Stream<Path> files = Files.list(replayed)) {
      for (Path file : files.toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String secret : DemoIncident.PLANTED_SECRETS) {
          assertThat(text.contains(secret)).as(secret + " in " + file).isFalse();
        }
      }
    }
  }

  @Test
  void what_cannot_be_understood_is_in_the_file_and_the_table_with_its_place()
      throws IOException, SQLException {
    Path file = directory.resolve("bad.ndjson");
    Files.writeString(file, "{\"logName\":\"x\",\n{\"a\":1}\nnot json\n");

    Summary bad = replay(directory.resolve("bad"), file);

    assertThat(bad.balances()).isTrue();
    assertThat(bad.rejected()).isEqualTo(bad.read()).isPositive();
    assertThat(Files.readAllLines(directory.resolve("bad/rejected.ndjson")))
        .hasSize((int) bad.rejected())
        .allMatch(line -> line.startsWith("{\"reason\":\"") && line.contains(file + "@"));
    long[] rows = {0};
    query(
        directory.resolve("bad"),
        "SELECT COUNT(*) FROM rejected_entries",
        row -> rows[0] = row.getLong(1));
    assertThat(rows[0]).isEqualTo(bad.rejected());
  }

  @Test
  void an_unreadable_input_leaves_no_trace() throws IOException {
    Path out = directory.resolve("none");
    Input broken =
        new Input(
            "broken.json",
            () -> {
              throw new IOException("disk on fire");
            });

    assertThatThrownBy(() ->
            new Replay(Settings.defaults(), () -> 0, 1).run(List.of(broken), out, Progress.SILENT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broken.json")
        .hasMessageContaining("disk on fire");

    assertThat(out).doesNotExist();
    assertThat(Files.list(directory).filter(path -> path.getFileName().toString().startsWith(".")))
        .isEmpty();
  }

  @Test
  void nothing_to_read_is_an_empty_result() throws IOException {
    Path file = directory.resolve("empty.json");
    Files.writeString(file, "[]");

    Summary empty = replay(directory.resolve("empty"), file);

    assertThat(empty.read()).isZero();
    assertThat(Files.readString(directory.resolve("empty/summary.json")))
        .contains("\"first_event\":null");
  }

  private static Summary replay(Path out, Path... files) throws IOException {
    List<String> names = Stream.of(files).map(Path::toString).toList();
    return new Replay(Settings.defaults(), () -> 0, 2)
        .run(InputFiles.expand(names, java.io.InputStream.nullInputStream()), out, Progress.SILENT)
        .summary();
  }

  private static Path write(Path file, List<Entry> entries) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      new Recording(entries, RECORDING.truth()).writeTo(out);
    }
    return file;
  }

  private static String withoutElapsed(Path out) {
    try {
      return Files.readString(out.resolve("summary.json")).replaceAll("\"elapsed_ms\":\\d+", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertWithin(double millis, long exactNanos) {
    assertThat(millis).isCloseTo(exactNanos / 1e6, offset(exactNanos / 1e6 * 0.0100001));
  }

  private interface RowVisitor {
    void visit(ResultSet row) throws SQLException;
  }

  private static void query(String sql, RowVisitor visitor) throws SQLException {
    query(replayed, sql, visitor);
  }

  private static void query(Path out, String sql, RowVisitor visitor) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:duckdb:" + out.resolve("warehouse.duckdb"));
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        visitor.visit(rows);
      }
    }
  }
}
