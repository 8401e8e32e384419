// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.EventLog;
import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import io.fivewhys.ingest.KafkaEventLog;
import io.fivewhys.local.EscalationTail;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.windows.WindowCounts;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.report.ReportServer;
import io.fivewhys.sinks.report.TrendReport;
import io.fivewhys.sinks.report.TrendReports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * The whole pipeline in one process: a real Kafka broker, ingest, the processors, the sink into a
 * DuckDB file through the Storage Write API, and the live page. Everything listens on loopback
 * only.
 */
public final class DemoApp implements AutoCloseable {

  private static final int PARTITIONS = 2;
  private static final long POLL_MILLIS = 200;

  private final Settings settings;
  private final LocalBroker broker;
  private final LocalWarehouse warehouse;
  private final ProcessorsApp processors;
  private final KafkaWarehouseSink sink;
  private final ReportServer page;
  private final EscalationTail escalations;

  /**
   * @param directory for the broker's data, the state and {@code warehouse.duckdb}
   * @param port of the page; 0 takes a free one
   * @param escalations told each step of each incident as it comes, from a thread of its own
   */
  public DemoApp(
      Settings settings,
      Configuration configuration,
      Path directory,
      int port,
      Consumer<Escalation> escalations)
      throws IOException {
    this.settings = settings;
    page = new ReportServer(port, this::report); // first, as its port may be taken
    broker = new LocalBroker(directory.resolve("kafka")).start();
    broker.createTopics(Topics.ALL, PARTITIONS);
    warehouse = LocalWarehouse.open(directory.resolve("warehouse.duckdb"));
    processors =
        new ProcessorsApp(
            broker.bootstrap(),
            directory.resolve("streams"),
            settings,
            configuration,
            new Properties());
    sink = new KafkaWarehouseSink(Map.of("bootstrap.servers", broker.bootstrap()), warehouse);
    this.escalations = new EscalationTail(broker.bootstrap(), PARTITIONS, escalations);
  }

  public void start() {
    processors.start();
    sink.start();
    escalations.start();
    page.start();
  }

  /** Where the page is. */
  public URI page() {
    return page.uri();
  }

  /**
   * Plays entries in the order they arrived; returns when the broker has the last.
   *
   * @param speed seconds of the recording in one second
   */
  public IngestCounts play(List<Entry> entries, double speed)
      throws IOException, InterruptedException {
    try (EventLog log = new KafkaEventLog(Map.of("bootstrap.servers", broker.bootstrap()));
        Ingestor ingestor = new Ingestor(settings, log, 1)) {
      IngestCounts counts =
          new DemoPlayer(System::nanoTime, DemoApp::sleep).play(entries, speed, ingestor);
      log.flush();
      return counts;
    }
  }

  /** What the processors have made of the events so far. */
  public WindowCounts counts() {
    return processors.counts();
  }

  /** Returns when the warehouse has every minute of the events that {@link #play} counted. */
  public void awaitClosed(IngestCounts played) throws InterruptedException {
    WindowCounts counts = processors.counts();
    while (counts.read() < played.accepted()
        || played.accepted() > 0 && counts.closedMinutes.sum() == 0
        || counts.openMinutes.sum() > 0
        || minutesInWarehouse() < counts.closedMinutes.sum()) {
      if (processors.state().hasCompletedShutdown() || sink.done().isDone()) {
        throw new IllegalStateException(
            "the pipeline stopped by itself: processors " + processors.state());
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private long minutesInWarehouse() {
    try (Connection reader = warehouse.reader();
        Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM service_minutes")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
  }

  private TrendReport report() {
    try (Connection reader = warehouse.reader()) {
      return TrendReports.read(reader, null);
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
  }

  private static void sleep(long nanos) throws InterruptedException {
    Thread.sleep(nanos / 1_000_000);
  }

  @Override
  public void close() {
    page.close();
    processors.close();
    escalations.close();
    sink.close();
    warehouse.close();
    broker.close();
  }
}
