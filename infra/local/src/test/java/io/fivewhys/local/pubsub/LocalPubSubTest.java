// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.core.ApiFuture;
import com.google.api.gax.batching.FlowControlSettings;
import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.ApiCallContext;
import com.google.api.gax.rpc.ResourceExhaustedException;
import com.google.api.gax.rpc.UnimplementedException;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.pubsub.v1.PublishRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PushConfig;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.Schema;
import com.google.pubsub.v1.SchemaName;
import io.fivewhys.local.pubsub.Client.Got;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract against our server, and what only it promises: limits, faults, clear refusals. */
class LocalPubSubTest extends PubSubContract {

  private static final FlowControlSettings MANY =
      FlowControlSettings.newBuilder()
          .setMaxOutstandingElementCount(20_000L)
          .setMaxOutstandingRequestBytes(64L << 20)
          .build();

  private static PubSubServer server;

  @BeforeAll
  static void start() {
    server = PubSubServer.onLoopback();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  String address() {
    return server.address();
  }

  @Override
  Set<Gap> gaps() {
    return Set.of();
  }

  @Test
  void nothing_is_held_of_two_hundred_thousand_acknowledged_messages() throws Exception {
    int messages = 200_000;
    String topic = client.topic();
    String subscription = client.subscription(topic);
    CountDownLatch left = new CountDownLatch(messages);
    client.subscribe(
        subscription,
        (message, reply) -> {
          reply.ack();
          left.countDown();
        },
        // The default of 1000 outstanding messages makes it wait for its own acknowledgements.
        builder -> builder.setFlowControlSettings(MANY));
    PubsubMessage message = Client.message("x".repeat(100));

    for (int sent = 0; sent < messages; sent += 1000) {
      client.publish(topic, Collections.nCopies(1000, message));
    }

    assertThat(left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    // The last acknowledgements are on their way: what is left is asked for until it is nothing.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (server.messages(subscription) > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(server.messages(subscription)).isZero();
    assertThat(server.outstanding(subscription)).isZero();
  }

  @Test
  void a_full_subscription_refuses_publishers_until_it_is_read() throws Exception {
    try (PubSubServer small =
            new PubSubServer(
                0, new PubSubLimits(3, 1 << 20), PubSubFaults.NONE, System::currentTimeMillis);
        Client other = new Client(small.address())) {
      String topic = other.topic();
      String subscription = other.subscription(topic);
      other.publish(topic, "a", "b", "c");

      assertThatThrownBy(() -> publishOnce(other, topic))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining(subscription + " is full")
          .hasMessageContaining("3 messages");

      List<ReceivedMessage> read =
          other.subscriptions.pull(subscription, 3).getReceivedMessagesList();
      other.subscriptions.acknowledge(subscription, ackIds(read));
      assertThat(other.publish(topic, "d")).hasSize(1);
    }
  }

  /** The client library would try again for ten minutes. */
  private static void publishOnce(Client other, String topic) {
    PublishRequest request =
        PublishRequest.newBuilder().setTopic(topic).addMessages(Client.message("d")).build();
    ApiCallContext once =
        GrpcCallContext.createDefault()
            .withRetrySettings(RetrySettings.newBuilder().setMaxAttempts(1).build())
            .withRetryableCodes(Set.of());
    other.topics.publishCallable().call(request, once);
  }

  @Test
  void subscribers_go_on_when_the_server_comes_back() throws Exception {
    PubSubServer first = PubSubServer.onLoopback();
    int port = first.port();
    String topic = "projects/test/topics/back";
    String subscription = "projects/test/subscriptions/back";
    first.createTopic(topic);
    first.createSubscription(subscription, topic);
    try (Client other = new Client(first.address())) {
      Subscriber subscriber =
          other.subscribe(subscription, (message, reply) -> inbox.add(new Got(message, reply)));
      other.publish(topic, "before");
      next().reply().ack();

      first.close();
      try (PubSubServer second = PubSubServer.onLoopback(port, PubSubFaults.NONE)) {
        second.createTopic(topic);
        second.createSubscription(subscription, topic);
        other.publish(topic, "after");
        Got got = next();
        got.reply().ack();
        subscriber.stopAsync().awaitTerminated();
        assertThat(got.text()).isEqualTo("after");
      }
    }
  }

  @Test
  void through_seeded_faults_every_message_is_acknowledged_in_the_end() throws Exception {
    for (long seed = 1; seed <= 2; seed++) {
      SeededFaults faults =
          new SeededFaults(seed, new SeededFaults.Rates(0.05, 0.1, 0.05, 0.02, 0.05, 200, 2000));
      try (PubSubServer faulty = PubSubServer.onLoopback(0, faults);
          Client other = new Client(faulty.address())) {
        runThrough(faulty, other, seed);
      }
    }
  }

  private static void runThrough(PubSubServer faulty, Client other, long seed) throws Exception {
    String topic = other.topic();
    String subscription =
        other.subscription(topic, builder -> builder.setEnableMessageOrdering(true));
    int messages = 1000;
    CountDownLatch left = new CountDownLatch(messages);
    Map<String, List<String>> seen = new ConcurrentHashMap<>();
    Set<String> ids = ConcurrentHashMap.newKeySet();
    other.subscribe(
        subscription,
        (message, reply) -> {
          reply.ack();
          if (ids.add(message.getMessageId())) {
            seen.computeIfAbsent(message.getOrderingKey(), key -> new ArrayList<>())
                .add(message.getData().toStringUtf8());
            left.countDown();
          }
        });
    Publisher publisher = other.publisher(topic, builder -> builder.setEnableMessageOrdering(true));

    List<ApiFuture<String>> published =
        IntStream.range(0, messages)
            .mapToObj(i -> publisher.publish(Client.keyed("k" + i % 7, "%05d".formatted(i))))
            .toList();
    Client.all(published);

    assertThat(left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("seed %s", seed).isTrue();
    new HashMap<>(seen)
        .forEach((key, texts) -> assertThat(texts).as("seed %s, %s", seed, key).isSorted());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (faulty.messages(subscription) > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(faulty.messages(subscription)).as("seed %s", seed).isZero();
  }

  @Test
  void what_it_cannot_do_is_said() {
    String topic = client.topic();

    assertThatThrownBy(() ->
            client.subscription(
                topic,
                builder ->
                    builder.setPushConfig(
                        PushConfig.newBuilder().setPushEndpoint("https://shop.example/"))))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("pulling subscribers only");
    assertThatThrownBy(() ->
            client.schemas.createSchema(
                "projects/test",
                Schema.newBuilder()
                    .setType(Schema.Type.PROTOCOL_BUFFER)
                    .setDefinition("syntax = \"proto3\";")
                    .build(),
                SchemaName.parse(Client.name("schemas")).getSchema()))
        .isInstanceOf(UnimplementedException.class)
        .hasMessageContaining("Avro");
  }
}
