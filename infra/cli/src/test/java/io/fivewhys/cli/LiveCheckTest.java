// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.local.LocalBroker;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.warehouse.Tables;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code check --live} against servers that are well, and against some that are not. */
@Timeout(60)
class LiveCheckTest {

  private static final String SUBSCRIPTION = "projects/p/subscriptions/logs";
  private static final String TOPIC = "projects/p/topics/escalations";

  @TempDir Path directory;

  @Test
  void says_what_is_well() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start();
        PubSubServer pubsub = PubSubServer.onLoopback()) {
      broker.createTopics(Topics.ALL, 1);
      pubsub.createTopic("projects/p/topics/logs");
      pubsub.createSubscription(SUBSCRIPTION, "projects/p/topics/logs");
      pubsub.createTopic(TOPIC);

      StringWriter out = new StringWriter();
      int exitCode = check(out, broker, pubsub, directory.resolve("warehouse.duckdb"));

      assertThat(out.toString().lines())
          .anyMatch(line -> line.startsWith("SKIPPED credentials"))
          .anyMatch(line -> line.startsWith("OK      kafka 127.0.0.1"))
          .anyMatch(line -> line.startsWith("OK      topic fivewhys.events: as it has to be"))
          .anyMatch(line -> line.startsWith("OK      " + SUBSCRIPTION + ": of projects/p/topics"))
          .anyMatch(line -> line.startsWith("SKIPPED rights on " + SUBSCRIPTION))
          .anyMatch(line -> line.startsWith("OK      " + TOPIC))
          .anyMatch(line -> line.startsWith("OK      warehouse "))
          .noneMatch(line -> line.startsWith("FAULT"));
      assertThat(exitCode).isZero();
    }
  }

  @Test
  void says_what_to_do_about_everything_that_is_not() throws Exception {
    try (LocalBroker broker = new LocalBroker(directory.resolve("kafka")).start();
        PubSubServer pubsub = PubSubServer.onLoopback()) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
        NewTopic compacted =
            new NewTopic(Topics.EVENTS.name(), 1, (short) 1)
                .configs(Map.of("cleanup.policy", "compact"));
        admin.createTopics(List.of(compacted)).all().get();
      }

      StringWriter out = new StringWriter();
      int exitCode = check(out, broker, pubsub, directory.resolve("none/warehouse.duckdb"));

      assertThat(out.toString().lines())
          .anyMatch(line -> line.startsWith("FAULT   topic fivewhys.events: "))
          .anyMatch(line ->
              line.startsWith("OK      topic fivewhys.rejected: ")
                  && line.contains("a service that starts creates it"))
          .anyMatch(line -> line.startsWith("FAULT   " + SUBSCRIPTION + ": is not there"))
          .anyMatch(line -> line.startsWith("FAULT   " + TOPIC + ": is not there"))
          .anyMatch(line -> line.startsWith("FAULT   warehouse ") && line.contains("create it"));
      assertThat(exitCode).isEqualTo(2);
    }
  }

  @Test
  void brokers_and_pubsub_that_do_not_answer_are_faults() throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("fivewhys.yaml"),
            """
            settings:
              kafka.bootstrap: 127.0.0.1:1
              pubsub.endpoint: 127.0.0.1:1
              ingest.subscription: %s
            """
                .formatted(SUBSCRIPTION));

    StringWriter out = new StringWriter();
    int exitCode = run(out, file);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.startsWith("FAULT   kafka 127.0.0.1:1"))
        .anyMatch(line -> line.startsWith("FAULT   " + SUBSCRIPTION + ": is not reached"));
    assertThat(exitCode).isEqualTo(2);
  }

  @Test
  void looks_at_the_columns_of_every_table() throws Exception {
    try (LocalWarehouse warehouse = LocalWarehouse.open(directory.resolve("warehouse.duckdb"))) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", warehouse.port()).usePlaintext().build();
      try {
        assertThat(
                WarehouseCheck.tables(
                    "p.fivewhys",
                    FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)),
                    NoCredentialsProvider.create()))
            .hasSize(Tables.ALL.size())
            .extracting(Finding::line)
            .allMatch(line -> line.startsWith("OK "));
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private int check(StringWriter out, LocalBroker broker, PubSubServer pubsub, Path warehouse)
      throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("fivewhys.yaml"),
            """
            settings:
              kafka.bootstrap: %s
              pubsub.endpoint: %s
              ingest.subscription: %s
              escalations.topic: %s
              warehouse.file: %s
            """
                .formatted(broker.bootstrap(), pubsub.address(), SUBSCRIPTION, TOPIC, warehouse));
    return run(out, file);
  }

  private static int run(StringWriter out, Path file) {
    assertThat(Settings.fromEnvironment(System.getenv())).isEmpty();
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .execute("--live", "--config", file.toString());
  }
}
