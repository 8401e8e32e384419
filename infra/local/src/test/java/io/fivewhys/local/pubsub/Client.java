// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutures;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.api.gax.rpc.TransportChannelProvider;
import com.google.cloud.pubsub.v1.AckReplyConsumer;
import com.google.cloud.pubsub.v1.MessageReceiver;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.SchemaServiceClient;
import com.google.cloud.pubsub.v1.SchemaServiceSettings;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.cloud.pubsub.v1.SubscriptionAdminClient;
import com.google.cloud.pubsub.v1.SubscriptionAdminSettings;
import com.google.cloud.pubsub.v1.TopicAdminClient;
import com.google.cloud.pubsub.v1.TopicAdminSettings;
import com.google.protobuf.ByteString;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Subscription;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** The unmodified client library, wired to a server on this machine; names are new ones. */
final class Client implements AutoCloseable {

  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final int GOODBYE_SECONDS = 20;

  /** What a subscriber got, and how to answer it. */
  record Got(PubsubMessage message, AckReplyConsumer reply) {
    String text() {
      return message.getData().toStringUtf8();
    }
  }

  final TransportChannelProvider channels;
  final TopicAdminClient topics;
  final SubscriptionAdminClient subscriptions;
  final SchemaServiceClient schemas;
  private final ManagedChannel channel;
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();

  Client(String address) throws IOException {
    this(ManagedChannelBuilder.forTarget(address).usePlaintext());
  }

  Client(ManagedChannelBuilder<?> builder) throws IOException {
    channel = builder.maxInboundMessageSize(20 << 20).build();
    channels = FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel));
    topics =
        TopicAdminClient.create(
            TopicAdminSettings.newBuilder()
                .setTransportChannelProvider(channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
    subscriptions =
        SubscriptionAdminClient.create(
            SubscriptionAdminSettings.newBuilder()
                .setTransportChannelProvider(channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
    schemas =
        SchemaServiceClient.create(
            SchemaServiceSettings.newBuilder()
                .setTransportChannelProvider(channels)
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
  }

  static String name(String kind) {
    return "projects/test/%s/n%d".formatted(kind, 100 + NAMES.incrementAndGet());
  }

  String topic() {
    return topics.createTopic(name("topics")).getName();
  }

  String subscription(String topic) {
    return subscription(topic, builder -> builder);
  }

  String subscription(String topic, UnaryOperator<Subscription.Builder> settings) {
    Subscription.Builder builder =
        Subscription.newBuilder()
            .setName(name("subscriptions"))
            .setTopic(topic)
            .setAckDeadlineSeconds(10);
    return subscriptions.createSubscription(settings.apply(builder).build()).getName();
  }

  Publisher publisher(String topic, UnaryOperator<Publisher.Builder> settings) {
    try {
      Publisher publisher =
          settings
              .apply(
                  Publisher.newBuilder(topic)
                      .setChannelProvider(channels)
                      .setCredentialsProvider(NoCredentialsProvider.create()))
              .build();
      publishers.add(publisher);
      return publisher;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** In one call, in this order; their ids. */
  List<String> publish(String topic, String... texts) {
    return publish(topic, List.of(texts).stream().map(Client::message).toList());
  }

  List<String> publish(String topic, List<PubsubMessage> messages) {
    return topics.publish(topic, messages).getMessageIdsList();
  }

  static PubsubMessage message(String text) {
    return PubsubMessage.newBuilder().setData(ByteString.copyFromUtf8(text)).build();
  }

  static PubsubMessage keyed(String key, String text) {
    return message(text).toBuilder().setOrderingKey(key).build();
  }

  static PubsubMessage with(String text, String attribute, String value) {
    return message(text).toBuilder().putAttributes(attribute, value).build();
  }

  Subscriber subscribe(String subscription, MessageReceiver receiver) {
    return subscribe(subscription, receiver, builder -> builder);
  }

  Subscriber subscribe(
      String subscription, MessageReceiver receiver, UnaryOperator<Subscriber.Builder> settings) {
    return start(settings.apply(Subscriber.newBuilder(subscription, receiver)));
  }

  Subscriber start(Subscriber.Builder builder) {
    Subscriber subscriber =
        builder
            .setChannelProvider(channels)
            .setCredentialsProvider(NoCredentialsProvider.create())
            .build();
    subscriber.startAsync().awaitRunning();
    subscribers.add(subscriber);
    return subscriber;
  }

  static <T> List<T> all(List<ApiFuture<T>> futures) throws Exception {
    return ApiFutures.allAsList(futures).get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    for (Subscriber subscriber : subscribers) {
      subscriber.stopAsync();
    }
    for (Subscriber subscriber : subscribers) {
      try {
        subscriber.awaitTerminated(GOODBYE_SECONDS, TimeUnit.SECONDS);
      } catch (IllegalStateException e) {
        // It had failed, as its test wanted.
      }
    }
    for (Publisher publisher : publishers) {
      publisher.shutdown();
      publisher.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
    }
    topics.close();
    subscriptions.close();
    schemas.close();
    channel.shutdownNow();
    channel.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS);
  }
}
