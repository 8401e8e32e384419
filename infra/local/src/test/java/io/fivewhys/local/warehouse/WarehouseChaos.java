// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.ChaosInput.Total;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One run of the warehouse sink in which everything goes wrong that may: each round it starts anew
 * on the same file, meets faults by chance and one trouble, and is killed in the middle of an
 * append, before or after its rows are in. The last round is calm.
 */
final class WarehouseChaos implements AutoCloseable {

  /** What happens in a round besides the faults and the kill at its end. */
  private enum Trouble {
    NONE,
    SERVER_RESTARTS,
    BROKER_RESTARTS,
    COLUMN_ADDED,
    SECOND_SINK,
    /** Everything lands and then nothing comes for four days: all streams expire. */
    LONG_SILENCE
  }

  private static final Duration SILENCE = Duration.ofDays(4);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Random random;
  private final long seed;
  private final SeededFaults.Rates rates;
  private final Path path;
  private final LocalBroker broker;
  private final Admin admin;
  private final ChaosInput input = new ChaosInput();
  private final List<String> story = new ArrayList<>();
  private final Map<Faults.Fault, Integer> befallen = new EnumMap<>(Faults.Fault.class);
  private Duration ahead = Duration.ZERO;
  private int columns;

  private DuckDbWarehouse file;
  private ChaosFaults faults;
  private StorageWriteServer server;
  private ManagedChannel channel;
  private StorageWarehouseWriter client;
  private KafkaWarehouseSink sink;

  WarehouseChaos(long seed, SeededFaults.Rates rates, Path directory) {
    this.random = new Random(seed);
    this.seed = seed;
    this.rates = rates;
    this.path = directory.resolve("warehouse.duckdb");
    this.broker = new LocalBroker(directory.resolve("kafka")).start();
    broker.createTopics(Topics.ALL, ChaosInput.PARTITIONS);
    this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
  }

  /**
   * @param rounds at least one for each trouble
   */
  Map<String, Total> run(int rounds, int messages) throws Exception {
    List<Trouble> troubles = new ArrayList<>(List.of(Trouble.values()));
    while (troubles.size() < rounds) {
      troubles.add(Trouble.values()[random.nextInt(Trouble.values().length)]);
    }
    Collections.shuffle(troubles, random);
    for (Trouble trouble : troubles) {
      input.produce(broker.bootstrap(), messages / troubles.size());
      round(trouble);
    }
    open();
    landAll();
    return totals();
  }

  Map<String, Total> expected() {
    return input.expected();
  }

  /** What happened, for the one who has to find out. */
  String story() {
    return "seed "
        + seed
        + ", appends by what befell them "
        + befallen
        + ", rounds "
        + story
        + ", rows that are there twice "
        + twice();
  }

  @Override
  public void close() {
    kill();
    admin.close();
    broker.close();
  }

  private void round(Trouble trouble) throws Exception {
    open();
    faults.await(1 + random.nextInt(12));
    story.add(trouble.toString());
    switch (trouble) {
      case NONE -> {}
      case SERVER_RESTARTS -> restartServer();
      case BROKER_RESTARTS -> {
        broker.close();
        broker.start();
      }
      case COLUMN_ADDED -> addColumns();
      case SECOND_SINK -> {
        KafkaWarehouseSink first = sink;
        sink = newSink();
        faults.await(1 + random.nextInt(6));
        first.close(Duration.ZERO);
      }
      case LONG_SILENCE -> {
        landAll();
        ahead = ahead.plus(SILENCE);
        return;
      }
    }
    faults.await(1 + random.nextInt(12));
    faults.die();
    faults.await(1 + random.nextInt(2));
    kill();
  }

  private void open() {
    file = DuckDbWarehouse.open(path);
    faults = new ChaosFaults(new SeededFaults(seed * 1_000 + story.size(), rates));
    server = StorageWriteServer.onLoopback(0, file, faults, new SystemTime(ahead));
    channel = LocalWarehouse.channel(server);
    client = LocalWarehouse.client(channel);
    sink = newSink();
  }

  private KafkaWarehouseSink newSink() {
    return new KafkaWarehouseSink(
            Map.of(
                "bootstrap.servers",
                broker.bootstrap(),
                "max.poll.records",
                10 + random.nextInt(200),
                "session.timeout.ms",
                6_000),
            client)
        .start();
  }

  private void restartServer() {
    int port = server.port();
    server.close();
    server = StorageWriteServer.onLoopback(port, file, faults, new SystemTime(ahead));
  }

  /** To every table, while rows come in: the one who adds waits for his turn. */
  private void addColumns() throws SQLException {
    String name = "added_" + ++columns;
    for (String table : ChaosInput.KEYS.keySet()) {
      boolean added = false;
      for (int attempt = 0; !added; attempt++) {
        try (Connection connection = file.connection().duplicate();
            Statement statement = connection.createStatement()) {
          statement.execute("ALTER TABLE " + table + " ADD COLUMN " + name + " VARCHAR");
          added = true;
        } catch (SQLException e) {
          if (attempt == 1_000) {
            throw e;
          }
        }
      }
    }
  }

  /** Without faults, until all that was produced has come in and is committed. */
  private void landAll() throws Exception {
    faults.calm();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!complete() || !committed()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("rows are missing: " + totals() + " of " + expected());
      }
      aMoment();
    }
    sink.close();
    kill();
  }

  private boolean complete() throws SQLException {
    Map<String, Total> totals = totals();
    return expected().entrySet().stream()
        .allMatch(table -> totals.get(table.getKey()).rows() >= table.getValue().rows());
  }

  /** A stream may expire only when nobody will ask any more what landed in it. */
  private boolean committed() throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(KafkaWarehouseSink.GROUP)
            .partitionsToOffsetAndMetadata()
            .get();
    long messages = committed.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    return messages == input.messages();
  }

  private void aMoment() throws InterruptedException, ExecutionException {
    try {
      sink.done().get(20, TimeUnit.MILLISECONDS);
      throw new AssertionError("the sink has stopped");
    } catch (TimeoutException e) {
      // as it should
    }
  }

  private void kill() {
    if (server == null) {
      return;
    }
    server.close();
    channel.shutdownNow();
    sink.close(Duration.ZERO);
    client.close();
    file.close();
    faults.befallen().forEach((fault, times) -> befallen.merge(fault, times, Integer::sum));
    server = null;
  }

  private Map<String, Total> totals() throws SQLException {
    Map<String, Total> totals = new TreeMap<>();
    try (Connection connection = reader();
        Statement statement = connection.createStatement()) {
      for (String table : ChaosInput.KEYS.keySet()) {
        try (ResultSet rows = statement.executeQuery(ChaosInput.query(table))) {
          rows.next();
          totals.put(table, new Total(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
        }
      }
    }
    return totals;
  }

  /** Some of them, as far as the file can tell. */
  private List<String> twice() {
    List<String> twice = new ArrayList<>();
    try (Connection connection = reader();
        Statement statement = connection.createStatement()) {
      for (Map.Entry<String, String> key : ChaosInput.KEYS.entrySet()) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT %s AS key, count(*) FROM %s GROUP BY ALL HAVING count(*) > 1 ORDER BY 1 LIMIT 5"
                    .formatted(key.getValue(), key.getKey()))) {
          while (rows.next()) {
            twice.add(key.getKey() + " " + rows.getString(1));
          }
        }
      }
    } catch (SQLException e) {
      twice.add(e.getMessage());
    }
    return twice;
  }

  private Connection reader() throws SQLException {
    return server == null ? DuckDbWarehouse.connect(path, true) : file.connection().duplicate();
  }
}
