// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.escalations;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.gax.core.CredentialsProvider;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.SchemaServiceClient;
import com.google.cloud.pubsub.v1.SchemaServiceSettings;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.pubsub.v1.Encoding;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Schema;
import com.google.pubsub.v1.SchemaSettings;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.fivewhys.local.pubsub.PubSubServer;
import io.fivewhys.sinks.pubsub.EscalationSchema;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears everything that is published to a topic, in order, with Google's own client. */
final class Listener implements AutoCloseable {

  static final String TOPIC = "projects/acme-prod/topics/escalations";
  static final String SUBSCRIPTION = "projects/acme-prod/subscriptions/on-call";

  private static final CredentialsProvider NOBODY = NoCredentialsProvider.create();

  private final BlockingQueue<PubsubMessage> heard = new LinkedBlockingQueue<>();
  private final Subscriber subscriber;

  Listener(PubSubServer server) {
    subscriber =
        Subscriber.newBuilder(
                SUBSCRIPTION,
                (PubsubMessage message, AckReplyConsumer reply) -> {
                  heard.add(message);
                  reply.ack();
                })
            .setChannelProvider(channel(server))
            .setCredentialsProvider(NOBODY)
            .build();
    subscriber.startAsync().awaitRunning();
  }

  /** With our schema where the encoding is named, so that every message is held against it. */
  static void createTopic(PubSubServer server, Encoding encoding) throws IOException {
    TopicAdminSettings settings =
        TopicAdminSettings.newBuilder()
            .setTransportChannelProvider(channel(server))
            .setCredentialsProvider(NOBODY)
            .build();
    Topic.Builder topic = Topic.newBuilder().setName(TOPIC);
    if (encoding != Encoding.ENCODING_UNSPECIFIED) {
      topic.setSchemaSettings(
          SchemaSettings.newBuilder().setSchema(createSchema(server)).setEncoding(encoding));
    }
    try (TopicAdminClient admin = TopicAdminClient.create(settings)) {
      admin.createTopic(topic.build());
    }
    SubscriptionAdminSettings subscriptions =
        SubscriptionAdminSettings.newBuilder()
            .setTransportChannelProvider(channel(server))
            .setCredentialsProvider(NOBODY)
            .build();
    try (SubscriptionAdminClient admin = SubscriptionAdminClient.create(subscriptions)) {
      admin.createSubscription(
          Subscription.newBuilder()
              .setName(SUBSCRIPTION)
              .setTopic(TOPIC)
              .setEnableMessageOrdering(true)
              .build());
    }
  }

  private static String createSchema(PubSubServer server) throws IOException {
    SchemaServiceSettings settings =
        SchemaServiceSettings.newBuilder()
            .setTransportChannelProvider(channel(server))
            .setCredentialsProvider(NOBODY)
            .build();
    try (SchemaServiceClient schemas = SchemaServiceClient.create(settings)) {
      return schemas
          .createSchema(
              "projects/acme-prod",
              Schema.newBuilder()
                  .setType(Schema.Type.AVRO)
                  .setDefinition(EscalationSchema.definition())
                  .build(),
              "escalation")
          .getName();
    }
  }

  static TransportChannelProvider channel(PubSubServer server) {
    return InstantiatingGrpcChannelProvider.newBuilder()
        .setEndpoint(server.address())
        .setChannelConfigurator(ManagedChannelBuilder::usePlaintext)
        .build();
  }

  /** The next so many messages with an id that has not been heard yet, and all repeats between. */
  List<PubsubMessage> awaitDistinct(int count) throws InterruptedException {
    List<PubsubMessage> messages = new ArrayList<>();
    Map<String, PubsubMessage> distinct = new LinkedHashMap<>();
    while (distinct.size() < count) {
      PubsubMessage message = heard.poll(60, TimeUnit.SECONDS);
      assertThat(message).as("after %s of %s", distinct.size(), count).isNotNull();
      messages.add(message);
      PubsubMessage before = distinct.putIfAbsent(id(message), message);
      if (before != null) {
        assertThat(message.getData()).as("a repeat says the same").isEqualTo(before.getData());
        assertThat(message.getAttributesMap()).isEqualTo(before.getAttributesMap());
      }
    }
    return messages;
  }

  /** Sequences of each incident, repeats left out, in the order in which they came. */
  static Map<String, List<Integer>> sequences(List<PubsubMessage> messages) {
    Map<String, List<Integer>> sequences = new LinkedHashMap<>();
    Map<String, Boolean> seen = new LinkedHashMap<>();
    for (PubsubMessage message : messages) {
      if (seen.putIfAbsent(id(message), true) == null) {
        sequences
            .computeIfAbsent(message.getOrderingKey(), key -> new ArrayList<>())
            .add(Integer.valueOf(message.getAttributesOrThrow("sequence")));
      }
    }
    return sequences;
  }

  static String id(PubsubMessage message) {
    return message.getAttributesOrThrow("ce-id");
  }

  @Override
  public void close() {
    subscriber.stopAsync().awaitTerminated();
  }
}
