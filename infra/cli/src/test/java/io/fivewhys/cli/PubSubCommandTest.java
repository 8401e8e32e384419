// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PublisherGrpc;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.SubscriberGrpc;
import io.fivewhys.local.pubsub.PubSubServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The command as a process of its own: what it prints, whom it serves, how it ends. */
class PubSubCommandTest {

  private static final int PATIENCE_SECONDS = 30;

  private static Process run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FivewhysApp.class.getName(), "pubsub"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void serves_the_named_topics_until_it_is_ended() throws Exception {
    Process process = run("--port", "0", "--topic", "spare", "--subscription", "ingest=logs");
    try (BufferedReader lines = lines(process)) {
      String address = address(lines);

      assertThat(echo(address)).isEqualTo("hello");

      // Unlike the process itself, its handle leaves the output open.
      process.toHandle().destroy();
      assertThat(lines.lines())
          .contains("  topic projects/local/topics/spare")
          .contains(
              "  subscription projects/local/subscriptions/ingest of projects/local/topics/logs")
          .last()
          .isEqualTo("ended");
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** The JVM may have warned before. */
  private static String address(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && !line.startsWith("Pub/Sub: ")) {
      line = lines.readLine();
    }
    assertThat(line).startsWith("Pub/Sub: 127.0.0.1:");
    return line.substring("Pub/Sub: ".length(), line.indexOf(','));
  }

  private static String echo(String address) throws InterruptedException {
    ManagedChannel channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
    try {
      PubsubMessage message = PubsubMessage.newBuilder().putAttributes("say", "hello").build();
      PublisherGrpc.newBlockingStub(channel)
          .publish(
              PublishRequest.newBuilder()
                  .setTopic("projects/local/topics/logs")
                  .addMessages(message)
                  .build());
      return SubscriberGrpc.newBlockingStub(channel)
          .pull(
              PullRequest.newBuilder()
                  .setSubscription("projects/local/subscriptions/ingest")
                  .setMaxMessages(1)
                  .build())
          .getReceivedMessages(0)
          .getMessage()
          .getAttributesOrThrow("say");
    } finally {
      channel.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Test
  void wrong_names_and_taken_ports_are_told() throws Exception {
    try (PubSubServer other = PubSubServer.onLoopback()) {
      assertThat(told(2, "--port", Integer.toString(other.port())))
          .contains("--port")
          .doesNotContain("\tat ");
    }
    assertThat(told(2, "--port", "0", "--topic", "x")).contains("no valid name").contains("/x;");
  }

  private static String told(int exitCode, String... arguments) throws Exception {
    Process process = run(arguments);
    try (BufferedReader lines = lines(process)) {
      String said = String.join("\n", lines.lines().toList());
      assertThat(process.waitFor()).as(said).isEqualTo(exitCode);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
