// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import io.fivewhys.contract.KafkaTopics;
import io.fivewhys.contract.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * The real Kafka broker, one node, inside this JVM: loopback only, on free ports, its data in a
 * given folder, which the next broker may go on with. The only class that touches Kafka's
 * internals.
 */
public final class LocalBroker implements AutoCloseable {

  private static final int NODE = 1;
  private static final String CLUSTER = "fivewhys-local";
  private static final String HOST = "127.0.0.1";
  private static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";

  private final Path directory;
  private final Map<String, String> overrides;
  private final int clientPort;
  private final int controllerPort;
  private final int advertisedPort;
  private @Nullable KafkaRaftServer server;

  /**
   * @param directory made if absent; the broker's logs and metadata
   */
  public LocalBroker(Path directory) {
    this(directory, Map.of());
  }

  /**
   * @param overrides of the broker's own settings, by their names: a listener with TLS, for one
   */
  public LocalBroker(Path directory, Map<String, String> overrides) {
    this.overrides = Map.copyOf(overrides);
    this.directory = directory.toAbsolutePath();
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      clientPort = one.getLocalPort();
      controllerPort = other.getLocalPort();
      advertisedPort = clientPort;
    } catch (IOException e) {
      throw new UncheckedIOException("no free port on " + HOST + " for the local broker", e);
    }
  }

  /**
   * One whose data is meant to last: what it has acknowledged is on the disk, so that the machine
   * may lose its power too, and it never forgets how far its readers have come, however long
   * nothing runs. Files are small and of a day at most, so that old records go soon after their
   * time and little has to be looked through after a crash.
   */
  public static LocalBroker lasting(Path directory) {
    return new LocalBroker(
        directory,
        Map.of(
            "log.flush.interval.messages",
            "1",
            "offsets.retention.minutes",
            Integer.toString(Integer.MAX_VALUE),
            "log.segment.bytes",
            Integer.toString(64 << 20),
            "log.roll.hours",
            "24"));
  }

  /**
   * @param clientPort where it listens
   * @param advertisedPort where clients are told that it does
   */
  public LocalBroker(Path directory, int clientPort, int controllerPort, int advertisedPort) {
    this.overrides = Map.of();
    this.directory = directory.toAbsolutePath();
    this.clientPort = clientPort;
    this.controllerPort = controllerPort;
    this.advertisedPort = advertisedPort;
  }

  /** Returns once the broker serves; after {@link #close} it may be started again. */
  public LocalBroker start() {
    KafkaRaftServer starting = null;
    try {
      Files.createDirectories(directory);
      format();
      starting = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
      starting.startup();
      server = starting;
      return this;
    } catch (Exception e) {
      if (starting != null) {
        starting.shutdown();
      }
      throw new IllegalStateException(
          "the local Kafka broker did not start in " + directory + ": " + e.getMessage(), e);
    }
  }

  /** For {@code bootstrap.servers}; the same over restarts of this object. */
  public String bootstrap() {
    return HOST + ":" + clientPort;
  }

  /** Creates what is not there yet; returns once the topics can be used. */
  public void createTopics(Collection<? extends Topic<?>> topics, int partitions) {
    new KafkaTopics(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()), partitions, 1, true)
        .prepare(topics);
  }

  @Override
  public void close() {
    KafkaRaftServer closing = server;
    server = null;
    if (closing != null) {
      closing.shutdown();
      closing.awaitShutdown();
    }
  }

  private void format() throws Exception {
    Formatter formatter =
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(NODE)
            .setClusterId(CLUSTER)
            .addDirectory(directory.toString())
            .setMetadataLogDirectory(directory.toString())
            .setControllerListenerName(CONTROLLER)
            .setIgnoreFormatted(true);
    formatter.run();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", Integer.toString(NODE));
    settings.put("log.dirs", directory.toString());
    settings.put(
        "listeners",
        CLIENTS + "://" + bootstrap() + "," + CONTROLLER + "://" + HOST + ":" + controllerPort);
    settings.put("advertised.listeners", CLIENTS + "://" + HOST + ":" + advertisedPort);
    settings.put(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    settings.put("inter.broker.listener.name", CLIENTS);
    settings.put("controller.listener.names", CONTROLLER);
    settings.put("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    // After a crash the controller waits for the old registration to expire before it takes the
    // new.
    settings.put("broker.session.timeout.ms", "1000");
    settings.put("broker.heartbeat.interval.ms", "200");
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    // Readers of what is committed wait for the transaction of a process that died.
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    // The default is 128 MiB of heap.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
    settings.putAll(overrides);
    return settings;
  }
}
