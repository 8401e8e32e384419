// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.Settings;
import io.fivewhys.local.DataFolder;
import io.fivewhys.local.demo.DemoIncident;
import io.fivewhys.local.demo.DemoPlayer;
import io.fivewhys.local.demo.Entry;
import io.fivewhys.local.pubsub.LogPublisher;
import io.fivewhys.local.pubsub.PubSubServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A subscription watched by one process, which a machine that fails may kill. */
@Timeout(300)
class WatchSubscriptionTest {

  private static final String TOPIC = "projects/acme/topics/logs";
  private static final String SUBSCRIPTION = "projects/acme/subscriptions/logs";
  private static final String ESCALATIONS_TOPIC = "projects/acme/topics/escalations";
  private static final String ESCALATIONS = "projects/acme/subscriptions/escalations";
  private static final Duration RECORDED = Duration.ofMinutes(30);
  private static final double SPEED = 90;
  private static final int SHOWN = 300;
  private static final String MINUTES = "service_minutes";
  private static final String INCIDENTS = "incidents";
  private static final String DOUBLED = "duplicate_rows";

  /** What a step of an incident counted goes by what had come by then, live and in a replay. */
  private static final Map<String, String> TABLES =
      Map.of(
          MINUTES,
          "FROM service_minutes",
          "error_signatures",
          "FROM error_signatures",
          "dependency_minutes",
          "FROM dependency_minutes",
          INCIDENTS,
          "SELECT DISTINCT incident_id, began_at FROM escalations",
          DOUBLED,
          "FROM duplicate_rows");

  @TempDir Path directory;

  @Test
  void a_watch_that_is_killed_goes_on_where_it_was_with_nothing_lost_or_doubled() throws Exception {
    // Given
    List<Entry> entries = recorded();
    Map<String, List<String>> undisturbed = replayed(entries);
    assertThat(undisturbed.get(INCIDENTS)).isNotEmpty();
    assertThat(undisturbed.get(DOUBLED)).isEmpty();
    try (PubSubServer pubSub = PubSubServer.onLoopback();
        LogPublisher publisher = publisher(pubSub)) {
      CompletableFuture<Void> published =
          CompletableFuture.runAsync(() -> play(entries, publisher));
      // When
      try (ServiceProcess watch = watch(pubSub, 0)) {
        awaitMetric(watch, "fivewhys_escalations_published_total", 1);
        watch.kill();
      }
      // Then
      int port = ServiceProcess.freePort();
      try (ServiceProcess watch = watch(pubSub, port)) {
        published.join();
        watch.awaitReady();
        await(
            "every minute is in the warehouse",
            () -> minutes(port) >= undisturbed.get(MINUTES).size());
        await("all is acknowledged", () -> pubSub.messages(SUBSCRIPTION) == 0);
        await("nothing waits", () -> sum(watch, "fivewhys_lag_records") == 0);
        assertThat(watch.terminate()).as("%s", watch.log()).isZero();
      }
      assertThat(differing(undisturbed, rows(directory.resolve("data/warehouse.duckdb"))))
          .isEmpty();
      assertThat(pubSub.messages(ESCALATIONS))
          .isGreaterThanOrEqualTo(undisturbed.get(INCIDENTS).size());
    }
  }

  @Test
  void a_folder_that_another_is_at_work_in_is_left_alone() throws IOException {
    try (DataFolder taken = DataFolder.lasting(directory)) {
      Run run = run("watch", "--subscription", SUBSCRIPTION, "--data", taken.path().toString());

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(run.err().lines().toList().getLast())
          .contains(directory.toString(), "another fivewhys is at work in this folder");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          watch                                                            | --project or --subscription
          watch --project acme-prod --subscription projects/a/subscriptions/s | --project or --subscription
          watch --subscription logs                                        | --subscription: a name such as
          watch --subscription projects/a/subscriptions/s --since 1h       | --since and --filter: go with --project
          watch --subscription projects/a/subscriptions/s --filter x       | --since and --filter: go with --project
          """)
  void options_that_contradict_each_other_are_said_so(String command, String complaint) {
    Run run = run(command.split(" +"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines()).singleElement().asString().contains(complaint);
  }

  @Test
  void metrics_are_those_of_the_subscriptions_project_unless_another_is_named() {
    WatchedSubscription watched = WatchedSubscription.of(SUBSCRIPTION, true);
    Map<String, String> other = Map.of("FIVEWHYS_INGEST_METRICS_PROJECT", "shop");

    assertThat(metricsProject(watched, Map.of())).isEqualTo("acme");
    assertThat(metricsProject(watched, other)).isEqualTo("shop");
    assertThat(metricsProject(WatchedSubscription.of(SUBSCRIPTION, false), Map.of())).isEmpty();
  }

  private static String metricsProject(
      WatchedSubscription watched, Map<String, String> environment) {
    return watched
        .load(new SettingsOptions(), environment)
        .settings()
        .get(Settings.METRICS_PROJECT);
  }

  private static List<Entry> recorded() {
    List<Entry> all = DemoIncident.record(DemoIncident.START, 1).entries();
    long end = all.getFirst().receiveNanos() + RECORDED.toNanos();
    return all.stream().filter(entry -> entry.receiveNanos() < end).toList();
  }

  private Map<String, List<String>> replayed(List<Entry> entries) throws Exception {
    Path file = directory.resolve("entries.ndjson");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Entry entry : entries) {
        out.write(entry.json());
        out.write('\n');
      }
    }
    Path out = directory.resolve("out");
    assertThat(run("replay", file.toString(), "--out", out.toString()).exitCode()).isZero();
    return rows(out.resolve("warehouse.duckdb"));
  }

  private static LogPublisher publisher(PubSubServer pubSub) {
    pubSub.createTopic(TOPIC);
    pubSub.createSubscription(SUBSCRIPTION, TOPIC);
    pubSub.createTopic(ESCALATIONS_TOPIC);
    pubSub.createSubscription(ESCALATIONS, ESCALATIONS_TOPIC);
    return new LogPublisher(pubSub.address(), TOPIC);
  }

  private static void play(List<Entry> entries, LogPublisher publisher) {
    try {
      DemoPlayer.live().play(entries, SPEED, publisher::publish);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Messages come up to a tenth of a second out of order, and more where the machine is busy. */
  private ServiceProcess watch(PubSubServer pubSub, int port) throws IOException {
    return new ServiceProcess(
        List.of(
            "watch",
            "--subscription",
            SUBSCRIPTION,
            "--data",
            directory.resolve("data").toString(),
            "--port",
            String.valueOf(port)),
        directory.resolve("watch.log"),
        Map.of(
            "pubsub.endpoint",
            pubSub.address(),
            "escalations.topic",
            ESCALATIONS_TOPIC,
            "ingest.hold",
            "2s",
            "windows.idle",
            "20s"));
  }

  private static void awaitMetric(ServiceProcess watch, String name, double least)
      throws Exception {
    watch.awaitReady();
    await(name + " is " + least, () -> sum(watch, name) >= least);
  }

  /** Over all labels. */
  private static double sum(ServiceProcess watch, String name) throws Exception {
    Matcher lines =
        Pattern.compile("(?m)^" + name + "(?:\\{.*})? (\\S+)$")
            .matcher(watch.get("metrics").body());
    double sum = 0;
    while (lines.find()) {
      double value = Double.parseDouble(lines.group(1));
      sum += Double.isNaN(value) ? 0 : value;
    }
    return sum;
  }

  /** In the warehouse, as the page has them. */
  private static long minutes(int port) throws Exception {
    long from = DemoIncident.START.minus(Duration.ofHours(1)).toEpochMilli();
    long to = DemoIncident.START.plus(Duration.ofHours(2)).toEpochMilli();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/export/minutes.csv?from=%d&to=%d"
                        .formatted(port, from, to)))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body().count() - 1;
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("waiting until %s", what).isLessThan(deadline);
      LockSupport.parkNanos(200_000_000);
    }
  }

  private static Map<String, List<String>> rows(Path warehouse) throws SQLException {
    Map<String, List<String>> rows = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + warehouse);
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> table : TABLES.entrySet()) {
        List<String> found = new ArrayList<>();
        try (ResultSet result =
            statement.executeQuery(
                "SELECT t::VARCHAR FROM (" + table.getValue() + ") AS t ORDER BY 1")) {
          while (result.next()) {
            found.add(result.getString(1));
          }
        }
        rows.put(table.getKey(), found);
      }
    }
    return rows;
  }

  /** What one has and the other has not, or more often, cut to what tells it apart. */
  private static List<String> differing(
      Map<String, List<String>> wanted, Map<String, List<String>> found) {
    List<String> lines = new ArrayList<>();
    wanted.forEach((table, rows) -> {
      List<String> missing = new ArrayList<>(rows);
      for (String row : found.get(table)) {
        if (!missing.remove(row)) {
          lines.add(table + " + " + cut(row));
        }
      }
      missing.forEach(row -> lines.add(table + " - " + cut(row)));
    });
    return lines;
  }

  private static String cut(String row) {
    return row.substring(0, Math.min(row.length(), SHOWN));
  }

  private record Run(int exitCode, String err) {}

  private static Run run(String... arguments) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = FivewhysApp.run(arguments);
      return new Run(exitCode, err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
