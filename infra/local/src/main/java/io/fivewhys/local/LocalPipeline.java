// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import io.fivewhys.Escalation;
import io.fivewhys.contract.Service;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Settings.InvalidSettingsException;
import io.fivewhys.contract.Topics;
import io.fivewhys.ingest.KafkaEventLog;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.processors.ProcessorsApp;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.windows.WindowCounts;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.report.Documents;
import io.fivewhys.sinks.report.ReportAccess;
import io.fivewhys.sinks.report.ReportServer;
import io.fivewhys.sinks.report.ReportStore;
import io.fivewhys.sinks.report.engine.DuckDbReader;
import io.fivewhys.sinks.report.engine.WarehouseReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Everything behind ingest in one process: a real Kafka broker, the processors, the sink into a
 * DuckDB file through the Storage Write API, and the live page. Everything listens on loopback
 * only, but for a page that the settings open to others.
 */
public final class LocalPipeline implements Service, MeterBinder {

  private static final int PARTITIONS = 2;
  private static final String KAFKA = "kafka";

  /** How soon a page that is open hears of what is new. */
  private static final Duration NEWS = Duration.ofSeconds(2);

  /**
   * The one member of each group, so that a restart takes its place at once: a process that was
   * killed is not waited for.
   */
  private static final Map<String, String> MEMBER =
      Map.of(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "local");

  private final LocalBroker broker;
  private final LocalWarehouse warehouse;
  private final ProcessorsApp processors;
  private final KafkaWarehouseSink sink;
  private final ReportServer page;
  private final EscalationTail escalations;
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  /**
   * Over data that need not outlive a crash.
   *
   * @param directory for the broker's data, the state and {@code warehouse.duckdb}
   * @param port of the page; 0 takes a free one
   * @param clock of what comes in; gives null where that is not the time of day, as in a recording
   * @param escalations told each step of each incident as it comes, from a thread of its own
   */
  public LocalPipeline(
      Settings settings,
      Configuration configuration,
      Path directory,
      int port,
      Supplier<@Nullable Instant> clock,
      Consumer<Escalation> escalations)
      throws IOException {
    this(
        settings,
        configuration,
        directory,
        new LocalBroker(directory.resolve(KAFKA)),
        port,
        clock,
        escalations);
  }

  /** As the other, over a folder that may be one to go on with. */
  public LocalPipeline(
      Settings settings,
      Configuration configuration,
      DataFolder folder,
      int port,
      Supplier<@Nullable Instant> clock,
      Consumer<Escalation> escalations)
      throws IOException {
    this(
        settings,
        configuration,
        folder.path(),
        folder.isLasting()
            ? LocalBroker.lasting(folder.path().resolve(KAFKA))
            : new LocalBroker(folder.path().resolve(KAFKA)),
        port,
        clock,
        escalations);
  }

  private LocalPipeline(
      Settings settings,
      Configuration configuration,
      Path directory,
      LocalBroker stopped,
      int port,
      Supplier<@Nullable Instant> clock,
      Consumer<Escalation> escalations)
      throws IOException {
    page =
        new ReportServer( // first, as its port may be taken
            access(settings),
            port,
            new ReportStore(
                new Documents(new Availability(configuration), null, Instant.EPOCH),
                this::warehouseReader,
                NEWS,
                clock));
    broker = stopped.start();
    broker.createTopics(Topics.ALL, PARTITIONS);
    warehouse = LocalWarehouse.open(directory.resolve("warehouse.duckdb"));
    processors =
        new ProcessorsApp(
            broker.bootstrap(), directory.resolve("streams"), settings, configuration, member());
    sink = new KafkaWarehouseSink(consumer(), warehouse);
    this.escalations = new EscalationTail(broker.bootstrap(), PARTITIONS, escalations);
  }

  private static ReportAccess access(Settings settings) {
    ReportAccess access = ReportAccess.of(settings);
    if (!access.faults().isEmpty()) {
      throw new InvalidSettingsException(access.faults());
    }
    return access;
  }

  private static Properties member() {
    Properties properties = new Properties();
    properties.putAll(MEMBER);
    return properties;
  }

  /** Of a consumer that is the only one of its group. */
  public Map<String, Object> consumer() {
    Map<String, Object> consumer = new HashMap<>(MEMBER);
    consumer.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
    return consumer;
  }

  @Override
  public void start() {
    processors.start();
    sink.start();
    escalations.start();
    page.start();
    for (CompletableFuture<@Nullable Void> part :
        List.of(processors.done(), sink.done(), escalations.done())) {
      part.whenComplete((nothing, failure) -> end(failure));
    }
  }

  private void end(@Nullable Throwable failure) {
    if (failure == null) {
      done.complete(null);
    } else {
      done.completeExceptionally(failure);
    }
  }

  @Override
  public CompletableFuture<@Nullable Void> done() {
    return done;
  }

  @Override
  public List<String> unready() {
    return Stream.concat(processors.unready().stream(), sink.unready().stream()).toList();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    processors.bindTo(registry);
    sink.bindTo(registry);
  }

  /** Where the page is. */
  public URI page() {
    return page.uri();
  }

  /** Where events go in. The caller closes it, before this. */
  public KafkaEventLog eventLog() {
    return new KafkaEventLog(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  /** Where the broker is, on loopback. */
  public String bootstrap() {
    return broker.bootstrap();
  }

  /** What the processors have made of the events so far. */
  public WindowCounts counts() {
    return processors.counts();
  }

  /** Whether a part of it has stopped by itself. */
  public boolean hasStopped() {
    return processors.state().hasCompletedShutdown() || sink.done().isDone();
  }

  /** To read the warehouse, while rows come in; the caller closes it. */
  public Connection reader() throws SQLException {
    return warehouse.reader();
  }

  private WarehouseReader warehouseReader() {
    try {
      return new DuckDbReader(warehouse.reader());
    } catch (SQLException e) {
      throw new IllegalStateException("the warehouse cannot be read", e);
    }
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
