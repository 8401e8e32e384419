// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import io.fivewhys.Escalation;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.sinks.pubsub.EscalationMessage;
import io.fivewhys.sinks.pubsub.PayloadEncoding;
import io.grpc.ManagedChannelBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Escalations from a local Pub/Sub, with Google's own client. */
@Timeout(60)
class EscalationSubscriptionTest {

  private static final String TOPIC = "projects/acme-prod/topics/escalations";
  private static final String SUBSCRIPTION = "projects/acme-prod/subscriptions/on-call";

  private final BlockingQueue<String> given = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private PubSubServer server;
  private Publisher publisher;

  @BeforeEach
  void start() throws Exception {
    server = PubSubServer.onLoopback();
    server.createTopic(TOPIC);
    server.createSubscription(SUBSCRIPTION, TOPIC);
    publisher =
        Publisher.newBuilder(TOPIC)
            .setChannelProvider(
                InstantiatingGrpcChannelProvider.newBuilder()
                    .setEndpoint(server.address())
                    .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
                    .build())
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
  }

  @AfterEach
  void stop() {
    publisher.shutdown();
    server.close();
  }

  @Test
  void what_arrived_is_acknowledged_and_not_given_again() throws Exception {
    try (EscalationSubscription subscription = follow(this::arrives, 2)) {
      publish(Incidents.opened(), PayloadEncoding.BINARY);
      assertThat(next(given)).isEqualTo("3f2a9c/1");
      publish(Incidents.opened(), PayloadEncoding.BINARY);
      publish(Incidents.updated(), PayloadEncoding.JSON);
      assertThat(next(given)).isEqualTo("3f2a9c/2");

      subscription.done().get();
    }
    assertThat(given).isEmpty();
    assertThat(told).isEmpty();
    assertThat(server.outstanding(SUBSCRIPTION)).isZero();
  }

  @Test
  void what_nobody_took_comes_again() throws Exception {
    Delivery.To second =
        (id, escalation) -> {
          given.add(id);
          return given.size() == 1
              ? new Delivery.Unreachable("nobody is there")
              : new Delivery.Arrived();
        };
    try (EscalationSubscription subscription = follow(second, 1)) {
      publish(Incidents.opened(), PayloadEncoding.BINARY);

      subscription.done().get();
    }
    assertThat(given).containsExactly("3f2a9c/1", "3f2a9c/1");
    assertThat(told).containsExactly("3f2a9c/1: nobody is there; it is tried again");
  }

  @Test
  void what_is_refused_is_told_once_and_held_back_while_others_go_on() throws Exception {
    Delivery.To choosy =
        (id, escalation) -> {
          given.add(id);
          return id.equals("3f2a9c/1")
              ? new Delivery.Refused("no such receiver")
              : new Delivery.Arrived();
        };
    try (EscalationSubscription subscription = follow(choosy, 1)) {
      publish(Incidents.opened(), PayloadEncoding.BINARY);
      assertThat(next(told)).startsWith("3f2a9c/1 is set aside: no such receiver.");
      publish(Incidents.updated(), PayloadEncoding.BINARY);

      subscription.done().get();

      assertThat(given).containsExactly("3f2a9c/1", "3f2a9c/2");
    }
    assertThat(told).isEmpty();
    try (EscalationSubscription subscription = follow(this::arrives, 1)) {
      given.clear();
      assertThat(next(given)).as("it was given back").isEqualTo("3f2a9c/1");
      subscription.done().get();
    }
  }

  @Test
  void what_cannot_be_read_is_told_and_not_lost() throws Exception {
    try (EscalationSubscription subscription = follow(this::arrives, 1)) {
      publisher.publish(
          PubsubMessage.newBuilder()
              .putAttributes("ce-dataschema", "urn:fivewhys:avro:another")
              .setData(ByteString.copyFromUtf8("x"))
              .build());
      assertThat(next(told)).contains("another version of fivewhys (urn:fivewhys:avro:another,");
      publisher.publish(PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8("x")).build());
      assertThat(next(told)).contains("damaged message");
      publish(Incidents.opened(), PayloadEncoding.BINARY);

      subscription.done().get();
    }
    assertThat(server.messages(SUBSCRIPTION)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void the_command_prints_each_in_the_chosen_format(@TempDir Path directory) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("fivewhys.yaml"),
            "settings: {pubsub.endpoint: '" + server.address() + "'}\n");
    publish(Incidents.opened(), PayloadEncoding.BINARY);
    publish(Incidents.opened(), PayloadEncoding.BINARY);
    publish(Incidents.resolved(), PayloadEncoding.BINARY);
    StringWriter out = new StringWriter();

    int exitCode =
        new CommandLine(new EscalationsCommand())
            .setOut(new PrintWriter(out))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(
                "--follow",
                "--subscription=" + SUBSCRIPTION,
                "--limit=2",
                "--format=alertmanager-webhook",
                "--config=" + config);

    assertThat(exitCode).isZero();
    assertThat(out.toString().lines())
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                EscalationFormat.ALERTMANAGER_WEBHOOK.step(Incidents.opened()).strip(),
                EscalationFormat.ALERTMANAGER_WEBHOOK.step(Incidents.resolved()).strip()));
  }

  @Test
  void a_subscription_that_is_not_there_is_said() {
    String nowhere = "projects/acme-prod/subscriptions/nowhere";
    EscalationSubscription subscription =
        new EscalationSubscription(nowhere, server.address(), this::arrives, told::add, 0);
    try (subscription) {
      subscription.start();
      assertThat(subscription.done())
          .failsWithin(30, TimeUnit.SECONDS)
          .withThrowableThat()
          .withMessageContaining("NOT_FOUND");
    }
  }

  private EscalationSubscription follow(Delivery.To to, long limit) {
    EscalationSubscription subscription =
        new EscalationSubscription(SUBSCRIPTION, server.address(), to, told::add, limit);
    subscription.start();
    return subscription;
  }

  private Delivery arrives(String id, Escalation escalation) {
    given.add(id);
    return new Delivery.Arrived();
  }

  private void publish(Escalation escalation, PayloadEncoding encoding) throws Exception {
    EscalationMessage message = EscalationMessage.of(escalation, encoding);
    publisher
        .publish(
            PubsubMessage.newBuilder()
                .putAllAttributes(message.attributes())
                .setData(ByteString.copyFrom(message.payload()))
                .build())
        .get();
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    String next = queue.poll(30, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return String.valueOf(next);
  }
}
