// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.sun.management.OperatingSystemMXBean;
import io.fivewhys.bench.sink.AckServer;
import io.fivewhys.bench.sink.Baselines;
import io.fivewhys.bench.sink.ClosedMinutes;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.Folders;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.bigquery.KafkaWarehouseSink;
import io.fivewhys.sinks.bigquery.StorageWarehouseWriter;
import io.fivewhys.sinks.bigquery.Warehouse;
import io.grpc.ManagedChannel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Rows a second from a topic of closed minutes through the warehouse sink, as it runs in
 * production: into a server that only acknowledges, and into DuckDB through the local server.
 * Beside it, in turns, the same sink with the client's own ways of making rows: JSON, and a message
 * object each. The run fails where a row is missing.
 */
public final class SinkBench {

  /** What the hot stage folds, as the windows benchmark says; an event is in one minute. */
  private static final double HOT_EVENTS_PER_SECOND = 900_000;

  private static final List<String> WAYS = List.of("fivewhys", "duckdb", "json", "dynamic_message");

  /** Of everything that is not ours; the client tells of every connection. */
  private static final Logger CLIENT = Logger.getLogger("");

  /** How far a run was, when, and at what cost. */
  private record Point(long rows, long nanos, long cpuNanos) {

    static Point now(long rows) {
      return new Point(rows, System.nanoTime(), SinkBench.cpuNanos());
    }
  }

  private record Run(double rowsPerSecond, double cpuNanosPerRow, double heapMegabytes) {}

  private final BenchOptions options;
  private final Path directory;
  private final LocalBroker broker;
  private final ClosedMinutes minutes;
  private double bytesPerRow;
  private double rowsPerRequest;

  private SinkBench(BenchOptions options, Path directory, LocalBroker broker) {
    this.options = options;
    this.directory = directory;
    this.broker = broker;
    this.minutes =
        new ClosedMinutes(
            (int) options.number("minutes"),
            (int) options.number("partitions"),
            options.number("seed"));
  }

  public static void main(String[] args) throws Exception {
    System.out.println(measure(args));
    System.exit(0);
  }

  /** The results as one line of JSON. */
  static String measure(String... args) throws Exception {
    BenchOptions options =
        BenchOptions.parse(
            args,
            Map.of(
                "minutes", "300000",
                "partitions", "2",
                "warmups", "1",
                "rounds", "3",
                "seed", "1",
                "ways", String.join(",", WAYS)));
    Path directory = Files.createTempDirectory("sink-bench");
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      return new SinkBench(options, directory, broker).measure();
    } finally {
      Folders.delete(directory);
    }
  }

  private String measure() throws Exception {
    CLIENT.setLevel(Level.SEVERE);
    broker.createTopics(Topics.ALL, (int) options.number("partitions"));
    long bytes = minutes.load(broker.bootstrap());
    System.out.printf(
        Locale.ROOT,
        "%d cores, JDK %s, heap %d MiB, seed %d%n%,d minutes of %d bytes in %d partitions, %,d rows%n%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        Runtime.getRuntime().maxMemory() >> 20,
        options.number("seed"),
        options.number("minutes"),
        bytes / options.number("minutes"),
        options.number("partitions"),
        minutes.rows());
    System.out.printf(
        "%-8s %-16s %12s %12s %10s%n", "round", "way", "rows/s", "cpu ns/row", "heap MB");
    Map<String, List<Run>> runs = new LinkedHashMap<>();
    for (long round = 1 - options.number("warmups"); round <= options.number("rounds"); round++) {
      for (String way : options.list("ways")) {
        Run run = run(way, way + round);
        System.out.printf(
            Locale.ROOT,
            "%-8s %-16s %,12.0f %,12.0f %10.0f%n",
            round > 0 ? round : "warm-up",
            way,
            run.rowsPerSecond,
            run.cpuNanosPerRow,
            run.heapMegabytes);
        if (round > 0) {
          runs.computeIfAbsent(way, each -> new ArrayList<>()).add(run);
        }
      }
    }
    return summary(runs);
  }

  private Run run(String way, String id) throws Exception {
    if (way.equals("duckdb")) {
      try (LocalWarehouse warehouse = LocalWarehouse.open(directory.resolve(id + ".duckdb"))) {
        return run(warehouse, id);
      }
    }
    try (AckServer server = new AckServer()) {
      ManagedChannel channel = server.channel();
      try (Warehouse warehouse = warehouse(way, channel)) {
        Run run = run(warehouse, id);
        if (server.rows.sum() != minutes.rows()) {
          throw new IllegalStateException(
              way + " wrote " + server.rows.sum() + " of " + minutes.rows() + " rows");
        }
        if (way.equals("fivewhys")) {
          bytesPerRow = (double) server.bytes.sum() / minutes.rows();
          rowsPerRequest = (double) minutes.rows() / server.requests.sum();
        }
        return run;
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static Warehouse warehouse(String way, ManagedChannel channel) {
    return switch (way) {
      case "json" -> Baselines.json(channel);
      case "dynamic_message" -> Baselines.dynamicMessage(channel);
      case "fivewhys" ->
          new StorageWarehouseWriter(
              "p",
              "d",
              "bench",
              FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)),
              NoCredentialsProvider.create());
      default -> throw new IllegalArgumentException(way + ": no such way, there are " + WAYS);
    };
  }

  /**
   * From the first messages in hand to the last batch that was full: the one after it waits for
   * more messages, which do not come.
   */
  private Run run(Warehouse warehouse, String group) throws InterruptedException {
    System.gc(); // what the one before left is not this one's cost
    double before = liveMegabytes();
    double live = before;
    List<Point> points = new ArrayList<>();
    try (KafkaWarehouseSink sink =
        new KafkaWarehouseSink(
                Map.of("bootstrap.servers", broker.bootstrap(), "group.id", group), warehouse)
            .start()) {
      while (sink.counts().held.get() == 0 && rows(sink) == 0) {
        Thread.sleep(1);
      }
      points.add(Point.now(0));
      for (long rows = 0; rows < minutes.rows(); rows = rows(sink)) {
        if (sink.done().isDone()) {
          throw new IllegalStateException("the sink stopped");
        }
        if (rows > points.getLast().rows) {
          points.add(Point.now(rows));
        }
        live = Math.max(live, liveMegabytes());
        Thread.sleep(1);
      }
    }
    if (points.size() == 1) {
      points.add(Point.now(minutes.rows()));
    }
    Point first = points.getFirst();
    Point last = points.getLast();
    return new Run(
        last.rows * 1e9 / (last.nanos - first.nanos),
        (double) (last.cpuNanos - first.cpuNanos) / last.rows,
        live - before);
  }

  private static long rows(KafkaWarehouseSink sink) {
    return sink.counts().rows("service_minutes").sum()
        + sink.counts().rows("error_signatures").sum();
  }

  /** After the last collection of each pool. */
  private static double liveMegabytes() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      bytes += pool.getCollectionUsage() == null ? 0 : pool.getCollectionUsage().getUsed();
    }
    return bytes / 1e6;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private String summary(Map<String, List<Run>> runs) {
    Map<String, Double> medians = new LinkedHashMap<>();
    runs.forEach(
        (way, each) -> medians.put(way, median(each.stream().map(Run::rowsPerSecond).toList())));
    double ours = medians.getOrDefault("fivewhys", Double.NaN);
    System.out.printf("%n%-16s %12s %14s%n", "median", "rows/s", "fivewhys is");
    medians.forEach((way, rate) ->
        System.out.printf(Locale.ROOT, "%-16s %,12.0f %13.2fx%n", way, rate, ours / rate));
    List<Run> own = runs.getOrDefault("fivewhys", List.of());
    double cpu = median(own.stream().map(Run::cpuNanosPerRow).toList());
    double heap = median(own.stream().map(Run::heapMegabytes).toList());
    System.out.printf(
        Locale.ROOT,
        "%nBroker, acknowledging server and sink share the cores. %.0f bytes and %.1f us of CPU a row, %.0f rows a request.%n"
            + "Live, a revision makes one row a minute and one more for each of its error signatures: %,.0f rows/s are %,.0f"
            + " revisions at once.%nCatching up, the hot stage folds some %,.0f events a second (windows): the sink would hold"
            + " it up only below %.0f events to a row.%n",
        bytesPerRow,
        cpu / 1e3,
        rowsPerRequest,
        ours,
        ours * 60,
        HOT_EVENTS_PER_SECOND,
        Math.ceil(HOT_EVENTS_PER_SECOND / ours));
    return String.format(
        Locale.ROOT,
        "{%s,\"bytes_per_row\":%.0f,\"heap_mb\":%.0f,\"cpu_ns_per_row\":%.0f,\"rows_per_request\":%.0f,"
            + "\"events_per_row_to_keep_up\":%.0f,\"limit\":\"%s\"}",
        medians.entrySet().stream()
            .map(way -> String.format(Locale.ROOT, "\"%s\":%.0f", way.getKey(), way.getValue()))
            .collect(Collectors.joining(",")),
        bytesPerRow,
        heap,
        cpu,
        rowsPerRequest,
        Math.ceil(HOT_EVENTS_PER_SECOND / ours),
        String.format(
            Locale.ROOT,
            "CPU: %.1f of %d cores in use",
            cpu * ours / 1e9,
            Runtime.getRuntime().availableProcessors()));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
  }
}
