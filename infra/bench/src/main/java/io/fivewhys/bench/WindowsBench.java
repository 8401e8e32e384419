// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import com.sun.management.OperatingSystemMXBean;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many events a second the hot stage folds, beside the Streams DSL and Flink: one broker, one
 * topic of encoded events, the three in turns, round after round. Measured from the first event
 * folded to the last, commits and checkpoints in between included; then every minute that came out
 * is compared with a plain count, and the run fails if one differs.
 */
public final class WindowsBench {

  private static final List<WindowsEngine> ENGINES =
      List.of(new FivewhysEngine(), new DslEngine(), new FlinkEngine());
  private static final Duration STALLED = Duration.ofSeconds(60);

  private final BenchOptions options;
  private final Path directory;
  private final LocalBroker broker;
  private final RequestEvents events;

  private WindowsBench(BenchOptions options, Path directory, LocalBroker broker) {
    this.options = options;
    this.directory = directory;
    this.broker = broker;
    this.events =
        new RequestEvents(
            options.number("events"),
            (int) options.number("series"),
            (int) options.number("partitions"),
            options.number("seed"));
  }

  /**
   * One job from its start to its end.
   *
   * @param cpuNanosPerEvent of the whole process, the broker's share included: tells more than the
   *     rate where other programs want the cores too
   */
  private record Run(
      double eventsPerSecond, long cpuNanosPerEvent, long startMillis, long endMillis) {}

  public static void main(String[] args) throws Exception {
    System.out.println(json(measure(args)));
    // Flink leaves threads behind that would hold the JVM.
    System.exit(0);
  }

  /** Median events a second by engine. */
  static Map<String, Double> measure(String... args) throws Exception {
    BenchOptions options =
        BenchOptions.parse(
            args,
            Map.of(
                "events", "4000000",
                "warmups", "2",
                "rounds", "3",
                "seed", "1",
                "partitions", "2",
                "threads", "2",
                "series", "60",
                "engines", "fivewhys,dsl,flink"));
    Path directory = Files.createTempDirectory("windows-bench");
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start()) {
      return new WindowsBench(options, directory, broker).measure();
    } finally {
      delete(directory);
    }
  }

  private Map<String, Double> measure() throws Exception {
    System.out.printf(
        "%s, %d cores, JDK %s, heap %d MiB, seed %d%n",
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        Runtime.getRuntime().maxMemory() >> 20,
        options.number("seed"));
    broker.createTopics(Topics.ALL, (int) options.number("partitions"));
    MinutesCheck check = new MinutesCheck(broker.bootstrap());
    long bytes = EventsLoader.load(events, broker.bootstrap(), check);
    System.out.printf(
        "%,d events, %d bytes each with key, lz4, %d partitions, %d revisions; %d threads for each engine%n%n",
        events.total(),
        bytes / events.total(),
        options.number("partitions"),
        options.number("series"),
        options.number("threads"));

    List<WindowsEngine> engines =
        ENGINES.stream().filter(e -> options.list("engines").contains(e.name())).toList();
    engines.forEach(engine -> System.out.printf("%-9s %s%n", engine.name(), engine.setup()));
    System.out.printf(
        "%n%-8s %-9s %12s %14s %10s %10s%n",
        "round", "engine", "events/s", "cpu ns/event", "start ms", "end ms");
    Map<WindowsEngine, List<Double>> rates = new LinkedHashMap<>();
    for (long round = 1 - options.number("warmups"); round <= options.number("rounds"); round++) {
      for (WindowsEngine engine : engines) {
        Run run = run(engine, round, check);
        System.out.printf(
            Locale.ROOT,
            "%-8s %-9s %,12.0f %,14d %,10d %,10d%n",
            round > 0 ? round : "warm-up",
            engine.name(),
            run.eventsPerSecond,
            run.cpuNanosPerEvent,
            run.startMillis,
            run.endMillis);
        if (round > 0) {
          rates.computeIfAbsent(engine, e -> new ArrayList<>()).add(run.eventsPerSecond);
        }
      }
    }
    return summary(rates);
  }

  private Run run(WindowsEngine engine, long round, MinutesCheck check) throws Exception {
    String id = "bench-" + engine.name() + "-" + (round + options.number("warmups"));
    System.gc(); // what the one before left is not this one's cost
    check.begin();
    long begun = System.nanoTime();
    WindowsEngine.Job job =
        engine.start(
            broker.bootstrap(),
            Files.createDirectories(directory.resolve(id)),
            id,
            (int) options.number("threads"));
    await(engine, job, 1);
    long first = System.nanoTime();
    long cpuAtFirst = cpuNanos();
    await(engine, job, events.total());
    long last = System.nanoTime();
    long cpuAtLast = cpuNanos();
    job.close();
    long ended = System.nanoTime();
    check.verify(engine.name());
    return new Run(
        events.total() * 1e9 / (last - first),
        (cpuAtLast - cpuAtFirst) / events.total(),
        (first - begun) / 1_000_000,
        (ended - last) / 1_000_000);
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void await(WindowsEngine engine, WindowsEngine.Job job, long count)
      throws InterruptedException {
    long seen = 0;
    long moved = System.nanoTime();
    for (long folded; (folded = job.folded()) < count; ) {
      if (folded > seen) {
        seen = folded;
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > STALLED.toNanos()) {
        throw new IllegalStateException(
            engine.name() + " stalled at " + folded + " of " + count + " events");
      }
      Thread.sleep(1);
    }
  }

  private static Map<String, Double> summary(Map<WindowsEngine, List<Double>> rates) {
    Map<String, Double> medians = new LinkedHashMap<>();
    rates.forEach((engine, ofRounds) -> medians.put(engine.name(), median(ofRounds)));
    double ours = medians.getOrDefault("fivewhys", Double.NaN);
    System.out.println("\nEvery minute of every run is as counted plainly.");
    System.out.printf("%n%-9s %17s %16s%n", "median", "events/s", "fivewhys is");
    medians.forEach((name, rate) ->
        System.out.printf(Locale.ROOT, "%-9s %,17.0f %15.2fx%n", name, rate, ours / rate));
    return medians;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String json(Map<String, Double> rates) {
    return rates.entrySet().stream()
        .map(rate -> String.format(Locale.ROOT, "\"%s\":%.0f", rate.getKey(), rate.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
