// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Broker, Pub/Sub and the three services, each a process that can be killed and started again, the
 * services behind networks that can be cut.
 */
public final class LiveServices implements AutoCloseable {

  /** What there is to start. */
  public enum Part {
    BROKER,
    PUBSUB,
    INGEST,
    PROCESSORS,
    PROCESSORS_2,
    PROCESSORS_3,
    SINKS
  }

  public static final String LOGS_TOPIC = "projects/local/topics/logs";
  public static final String LOGS_SUBSCRIPTION = "projects/local/subscriptions/logs";
  public static final String ESCALATIONS_TOPIC = "projects/local/topics/escalations";
  public static final String ESCALATIONS_SUBSCRIPTION = "projects/local/subscriptions/escalations";

  static final String STARTED = "started";

  private static final String COMMAND = "io.fivewhys.cli.FivewhysApp";
  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(40);
  static final int PARTITIONS = 4;

  private final Path directory;
  private final Map<String, String> settings;
  private final String pubSubFaults;
  private final int brokerPort = freePort();
  private final int controllerPort = freePort();
  private final int pubSubPort = freePort();
  private final TcpProxy brokerNetwork = new TcpProxy(brokerPort);
  private final TcpProxy pubSubNetwork = new TcpProxy(pubSubPort);
  private final Map<Part, Process> processes = new TreeMap<>();

  /**
   * @param directory for data, state and logs
   * @param settings of the services, by environment name, beside those that connect them
   * @param pubSubFaults a seed, or "none"
   */
  public LiveServices(Path directory, Map<String, String> settings, String pubSubFaults) {
    this.directory = directory;
    this.settings = Map.copyOf(settings);
    this.pubSubFaults = pubSubFaults;
  }

  public LiveServices start() {
    for (Part part : List.of(Part.BROKER, Part.PUBSUB, Part.SINKS, Part.PROCESSORS, Part.INGEST)) {
      start(part);
    }
    return this;
  }

  /** Returns once a server serves; a service comes up by itself. */
  public void start(Part part) {
    start(part, List.of());
  }

  /** The same with no file getting longer than so much: a disk that is full. */
  public void startOnFullDisk(Part part, long kibibytes) {
    start(part, List.of("sh", "-c", "ulimit -f " + kibibytes + "; exec \"$@\"", "sh"));
  }

  private void start(Part part, List<String> prefix) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        switch (part) {
          case BROKER ->
              java(
                  "512m",
                  BrokerProcess.class.getName(),
                  directory.resolve("kafka").toString(),
                  String.valueOf(brokerPort),
                  String.valueOf(controllerPort),
                  String.valueOf(brokerNetwork.port()),
                  String.valueOf(PARTITIONS));
          case PUBSUB ->
              java("512m", PubSubProcess.class.getName(), String.valueOf(pubSubPort), pubSubFaults);
          case INGEST -> java("512m", COMMAND, "ingest");
          case PROCESSORS, PROCESSORS_2, PROCESSORS_3 -> java("768m", COMMAND, "processors");
          case SINKS -> java("512m", COMMAND, "sinks");
        });
    try {
      Path log = directory.resolve(name(part) + ".log");
      long from = Files.exists(log) ? Files.size(log) : 0;
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(environment(part));
      Process process = builder.start();
      processes.put(part, process);
      if (part == Part.BROKER || part == Part.PUBSUB) {
        awaitStarted(part, process, log, from);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name(part) + " did not start", e);
    }
  }

  private static List<String> java(String heap, String program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=" + System.getProperty("fivewhys.bench.tier", "4"),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program));
    command.addAll(List.of(arguments));
    return command;
  }

  private Map<String, String> environment(Part part) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("FIVEWHYS_KAFKA_BOOTSTRAP", bootstrap());
    environment.put("FIVEWHYS_PUBSUB_ENDPOINT", "127.0.0.1:" + pubSubNetwork.port());
    environment.put("FIVEWHYS_SERVICE_PORT", "0");
    environment.put("FIVEWHYS_SERVICE_LOG_FORMAT", "text");
    switch (part) {
      case INGEST -> environment.put("FIVEWHYS_INGEST_SUBSCRIPTION", LOGS_SUBSCRIPTION);
      case PROCESSORS, PROCESSORS_2, PROCESSORS_3 -> {
        environment.put("FIVEWHYS_PROCESSORS_INSTANCE_ID", name(part));
        environment.put("FIVEWHYS_PROCESSORS_STATE_DIR", directory.resolve(name(part)).toString());
      }
      case SINKS -> {
        environment.put("FIVEWHYS_SINKS_INSTANCE_ID", "sinks");
        environment.put("FIVEWHYS_WAREHOUSE_FILE", warehouse().toString());
        environment.put("FIVEWHYS_ESCALATIONS_TOPIC", ESCALATIONS_TOPIC);
      }
      case BROKER, PUBSUB -> {}
    }
    return environment;
  }

  private static void awaitStarted(Part part, Process process, Path log, long from)
      throws IOException {
    long deadline = System.nanoTime() + START_WITHIN.toNanos();
    while (!Files.readString(log).substring((int) from).contains(STARTED)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(name(part) + " did not start, see " + log);
      }
      pause(50);
    }
  }

  /** At once, whatever it is doing. */
  public void kill(Part part) {
    Process killed = processes.remove(part);
    if (killed != null) {
      killed.destroyForcibly();
      join(part, killed);
    }
  }

  /** Asks it to stop, and returns once it has. */
  public void stop(Part part) {
    Process stopped = processes.remove(part);
    if (stopped != null) {
      stopped.destroy();
      join(part, stopped);
    }
  }

  public boolean isAlive(Part part) {
    Process process = processes.get(part);
    return process != null && process.isAlive();
  }

  public void cutBroker() {
    brokerNetwork.cut();
  }

  public void cutPubSub() {
    pubSubNetwork.cut();
  }

  public void restoreNetworks() {
    brokerNetwork.restore();
    pubSubNetwork.restore();
  }

  /** Past the network that can be cut: for who watches. */
  public String pubSubEndpoint() {
    return "127.0.0.1:" + pubSubPort;
  }

  public String bootstrap() {
    return "127.0.0.1:" + brokerNetwork.port();
  }

  public Path warehouse() {
    return directory.resolve("warehouse.duckdb");
  }

  /** Resident memory, bytes; 0 where it cannot be told. */
  public long memory(Part part) {
    Process process = processes.get(part);
    Path status = Path.of("/proc/" + (process == null ? 0 : process.pid()) + "/status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Processor time that a process has taken so far. */
  public double cpuSeconds(Part part) {
    Process process = processes.get(part);
    return process == null
        ? 0
        : process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  @Override
  public void close() {
    for (Part part :
        List.of(
            Part.INGEST,
            Part.PROCESSORS,
            Part.PROCESSORS_2,
            Part.PROCESSORS_3,
            Part.SINKS,
            Part.PUBSUB,
            Part.BROKER)) {
      stop(part);
    }
    brokerNetwork.close();
    pubSubNetwork.close();
  }

  private static void join(Part part, Process process) {
    try {
      if (!process.waitFor(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(name(part) + " did not stop in " + STOP_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String name(Part part) {
    return part.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}
