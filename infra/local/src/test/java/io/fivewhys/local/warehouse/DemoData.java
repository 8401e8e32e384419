// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.contract.Settings;
import io.fivewhys.ingest.InputFiles;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.incidents.RecordedScenario;
import io.fivewhys.local.replay.Progress;
import io.fivewhys.local.replay.Replay;
import io.fivewhys.warehouse.Table;
import io.fivewhys.warehouse.Tables;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A warehouse file to ask questions of: the demo's incident, the quiet week before it, and two more
 * of the recorded scenarios, each through the whole replay.
 */
final class DemoData {

  /** A slow deploy, and a database that is full. */
  private static final List<String> SCENARIOS = List.of("deploy-slower", "sql-slots");

  private static final Duration QUIET = Duration.ofMinutes(18);

  private DemoData() {}

  static Path write(Path folder) throws IOException, SQLException {
    Path file = folder.resolve("warehouse.duckdb");
    try (DuckDbWarehouse warehouse = DuckDbWarehouse.open(file);
        Statement statement = warehouse.connection().createStatement()) {
      add(statement, replay(folder, "week", demo(folder)));
      add(statement, replay(folder, "week-before", weekBefore(folder)));
      for (int i = 0; i < SCENARIOS.size(); i++) {
        // Each seed is a town of its own, so that no two have a minute of the same service.
        Path entries = folder.resolve("scenario.ndjson");
        RecordedScenario.write(SCENARIOS.get(i), i + 1, entries);
        add(statement, replay(folder, SCENARIOS.get(i), entries));
      }
      addJourneys(statement);
    }
    return file;
  }

  private static Path demo(Path folder) throws IOException {
    return written(folder, DemoIncident.record(DemoIncident.START, 1).entries());
  }

  /** The same services while all was well: a week before, until just before the deploy. */
  private static Path weekBefore(Path folder) throws IOException {
    Instant start = DemoIncident.START.minus(Duration.ofDays(7));
    long end = start.plus(QUIET).getEpochSecond() * 1_000_000_000;
    return written(
        folder,
        DemoIncident.record(start, 2).entries().stream()
            .filter(entry -> entry.receiveNanos() < end)
            .toList());
  }

  private static Path written(Path folder, List<Entry> entries) throws IOException {
    Path file = folder.resolve("demo.ndjson");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (Entry entry : entries) {
        out.write(entry.json());
        out.write('\n');
      }
    }
    return file;
  }

  private static Path replay(Path folder, String name, Path entries) throws IOException {
    Path out = folder.resolve(name);
    new Replay(Settings.defaults(), () -> 0, 2)
        .run(
            InputFiles.expand(List.of(entries.toString()), InputStream.nullInputStream()),
            out,
            Progress.SILENT);
    return out.resolve("warehouse.duckdb");
  }

  private static void add(Statement statement, Path replayed) throws SQLException {
    statement.execute("ATTACH '" + replayed + "' AS replayed (READ_ONLY)");
    for (Table table : Tables.ALL) {
      statement.execute(
          "INSERT INTO " + table.name() + " SELECT * FROM replayed.main." + table.name());
    }
    statement.execute("DETACH replayed");
  }

  /** No recorded entry is of a journey: the gateway's requests stand for one, in two parts. */
  private static void addJourneys(Statement statement) throws SQLException {
    statement.execute(
        """
        INSERT INTO journey_minutes
        SELECT
          project, 'checkout', window_start, part, requests - errors_5xx, requests, p95_ms,
          latency_histogram
        FROM (
          SELECT *, row_number() OVER (PARTITION BY window_start ORDER BY service, revision) AS part
          FROM service_minutes
          WHERE service LIKE 'gateway%')
        """);
  }
}
