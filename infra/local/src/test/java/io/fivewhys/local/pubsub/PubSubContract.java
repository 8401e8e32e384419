// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiService;
import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.pubsub.v1.AckResponse;
import com.google.cloud.pubsub.v1.MessageReceiverWithAckResponse;
import com.google.cloud.pubsub.v1.Publisher;
import com.google.cloud.pubsub.v1.Subscriber;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.DeadLetterPolicy;
import com.google.pubsub.v1.Encoding;
import com.google.pubsub.v1.ProjectName;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.PullRequest;
import com.google.pubsub.v1.ReceivedMessage;
import com.google.pubsub.v1.RetryPolicy;
import com.google.pubsub.v1.Schema;
import com.google.pubsub.v1.SchemaName;
import com.google.pubsub.v1.SchemaSettings;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.StreamingPullResponse;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import com.google.pubsub.v1.ValidateMessageRequest;
import com.google.rpc.ErrorInfo;
import io.fivewhys.local.pubsub.Client.Got;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What subscribers and publishers rely on, tried with the unmodified client library. */
abstract class PubSubContract {

  static final int PATIENCE_SECONDS = 30;
  private static final Duration MINUTE = Durations.fromMinutes(1);
  private static final String AVRO =
      """
      {"type":"record","name":"City","fields":[
        {"name":"city","type":"string"},{"name":"people","type":"int"}]}\
      """;

  Client client;
  final BlockingQueue<Got> inbox = new LinkedBlockingQueue<>();

  /** Host and port of a running server. */
  abstract String address();

  /** Where the server is known to differ from the service. */
  abstract Set<Gap> gaps();

  @BeforeEach
  void connect() throws IOException {
    client = new Client(address());
  }

  @AfterEach
  void disconnect() throws Exception {
    client.close();
  }

  Got next() throws InterruptedException {
    Got got = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(got).as("a message within %s s", PATIENCE_SECONDS).isNotNull();
    return got;
  }

  void collect(String subscription) {
    client.subscribe(subscription, (message, reply) -> inbox.add(new Got(message, reply)));
  }

  @Test
  void a_published_message_reaches_every_subscription() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    collect(client.subscription(topic));

    List<String> ids = client.publish(topic, List.of(Client.with("hello", "colour", "red")));

    for (int i = 0; i < 2; i++) {
      Got got = next();
      got.reply().ack();
      assertThat(got.text()).isEqualTo("hello");
      assertThat(got.message().getMessageId()).isEqualTo(ids.getFirst());
      assertThat(got.message().getAttributesMap()).containsEntry("colour", "red");
      assertThat(got.message().getPublishTime().getSeconds()).isPositive();
    }
  }

  @Test
  void all_of_many_messages_arrive() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    List<String> texts = IntStream.range(0, 900).mapToObj(Integer::toString).toList();

    client.publish(topic, texts.toArray(String[]::new));

    Set<String> seen = new HashSet<>();
    while (seen.size() < texts.size()) {
      Got got = next();
      got.reply().ack();
      seen.add(got.text());
    }
  }

  @Test
  void a_refused_message_comes_again() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    client.publish(topic, "again");

    next().reply().nack();

    Got second = next();
    second.reply().ack();
    assertThat(second.text()).isEqualTo("again");
  }

  @Test
  void what_nobody_acknowledges_in_time_comes_again_under_a_new_id() {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    client.publish(topic, "again");
    ReceivedMessage first = pull(subscription, 1).getFirst();

    client.subscriptions.modifyAckDeadline(subscription, List.of(first.getAckId()), 1);
    ReceivedMessage second = pull(subscription, 1).getFirst();

    assertThat(second.getMessage()).isEqualTo(first.getMessage());
    assertThat(second.getAckId()).isNotEqualTo(first.getAckId());
    client.subscriptions.acknowledge(subscription, List.of(second.getAckId()));
  }

  @Test
  void what_a_dead_subscriber_held_comes_before_what_is_newer() {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    client.publish(topic, "a", "b", "c");
    List<String> held = ackIds(pull(subscription, 3));
    client.publish(topic, "d");

    client.subscriptions.modifyAckDeadline(subscription, held, 0);

    List<String> all = texts(pull(subscription, 4));
    assertThat(all).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(all.getFirst()).isEqualTo(gaps().contains(Gap.REDELIVERY_ORDER) ? "d" : "a");
    if (!gaps().contains(Gap.REDELIVERY_ORDER)) {
      assertThat(all).isSorted();
    }
  }

  @Test
  void a_pull_that_does_not_wait_is_answered_without_messages() {
    String subscription = client.subscription(client.topic());

    @SuppressWarnings("deprecation") // older clients still ask so
    PullRequest request =
        PullRequest.newBuilder()
            .setSubscription(subscription)
            .setMaxMessages(1)
            .setReturnImmediately(true)
            .build();

    assertThat(client.subscriptions.pullCallable().call(request).getReceivedMessagesList())
        .isEmpty();
  }

  @Test
  void messages_of_an_ordering_key_come_in_order() throws Exception {
    String topic = client.topic();
    String subscription =
        client.subscription(topic, builder -> builder.setEnableMessageOrdering(true));
    Map<String, List<String>> seen = new ConcurrentHashMap<>();
    CountDownLatch left = new CountDownLatch(500);
    client.subscribe(
        subscription,
        (message, reply) -> {
          seen.computeIfAbsent(message.getOrderingKey(), key -> new ArrayList<>())
              .add(message.getData().toStringUtf8());
          reply.ack();
          left.countDown();
        });
    Publisher publisher =
        client.publisher(topic, builder -> builder.setEnableMessageOrdering(true));

    List<ApiFuture<String>> published =
        IntStream.range(0, 500)
            .mapToObj(i -> publisher.publish(Client.keyed("key" + i % 5, "%03d".formatted(i))))
            .toList();
    Client.all(published);

    assertThat(left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSize(5);
    seen.values().forEach(texts -> assertThat(texts).isSorted().hasSize(100));
  }

  @Test
  void a_refusal_brings_all_after_it_in_its_key_again() {
    String topic = client.topic();
    String subscription =
        client.subscription(topic, builder -> builder.setEnableMessageOrdering(true));
    client.publish(
        topic, List.of(Client.keyed("k", "1"), Client.keyed("k", "2"), Client.keyed("k", "3")));
    List<ReceivedMessage> first = pull(subscription, 3);

    client.subscriptions.modifyAckDeadline(subscription, ackIds(first).subList(0, 1), 0);

    assertThat(texts(first)).containsExactly("1", "2", "3");
    if (gaps().contains(Gap.ORDERED_SUFFIX)) {
      assertThat(texts(pullNow(subscription))).hasSizeLessThan(3);
    } else {
      assertThat(texts(pull(subscription, 3))).containsExactly("1", "2", "3");
    }
  }

  @Test
  void a_filter_leaves_out_what_does_not_match() {
    String topic = client.topic();
    String subscription =
        client.subscription(
            topic,
            builder ->
                builder.setFilter("attributes.colour = \"red\" OR hasPrefix(attributes.x, \"y\")"));

    client.publish(
        topic,
        List.of(
            Client.with("green", "colour", "green"),
            Client.with("red", "colour", "red"),
            Client.message("none"),
            Client.with("yes", "x", "yz")));

    if (gaps().contains(Gap.FILTERS)) {
      assertThat(texts(pull(subscription, 4))).containsExactly("green", "red", "none", "yes");
    } else {
      assertThat(texts(pull(subscription, 2))).containsExactly("red", "yes");
      assertThat(pullNow(subscription)).isEmpty();
    }
  }

  @Test
  void a_filter_that_is_none_is_refused() {
    String topic = client.topic();
    if (!gaps().contains(Gap.FILTERS)) {
      assertThatThrownBy(
              () -> client.subscription(topic, builder -> builder.setFilter("colour = red")))
          .isInstanceOf(InvalidArgumentException.class)
          .hasMessageContaining("character 1");
    }
  }

  @Test
  void a_retry_policy_delays_what_was_refused() throws Exception {
    Duration backoff = Durations.fromSeconds(2);
    String topic = client.topic();
    collect(
        client.subscription(
            topic,
            builder ->
                builder.setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setMinimumBackoff(backoff)
                        .setMaximumBackoff(backoff))));
    client.publish(topic, "later");
    Got first = next();
    long refused = System.nanoTime();

    first.reply().nack();
    next().reply().ack();

    boolean delayed = System.nanoTime() - refused >= Durations.toNanos(backoff);
    assertThat(delayed).isEqualTo(!gaps().contains(Gap.RETRY_POLICY));
  }

  @Test
  void what_fails_too_often_goes_to_the_dead_letter_topic() throws Exception {
    String topic = client.topic();
    String dead = client.topic();
    String graveyard = client.subscription(dead);
    String subscription =
        client.subscription(
            topic,
            builder ->
                builder.setDeadLetterPolicy(
                    DeadLetterPolicy.newBuilder()
                        .setDeadLetterTopic(dead)
                        .setMaxDeliveryAttempts(5)));
    List<Integer> attempts = new CopyOnWriteArrayList<>();
    client.subscribe(
        subscription,
        (message, reply) -> {
          attempts.add(Subscriber.getDeliveryAttempt(message));
          reply.nack();
        });

    client.publish(topic, List.of(Client.with("poison", "colour", "red")));
    PubsubMessage buried = pull(graveyard, 1).getFirst().getMessage();

    assertThat(attempts).containsExactly(1, 2, 3, 4, 5);
    assertThat(buried.getData().toStringUtf8()).isEqualTo("poison");
    assertThat(buried.getAttributesMap())
        .containsEntry("colour", "red")
        .containsEntry("CloudPubSubDeadLetterSourceDeliveryCount", "5")
        .containsEntry("CloudPubSubDeadLetterSourceSubscriptionProject", "test")
        .containsKey("CloudPubSubDeadLetterSourceTopicPublishTime")
        .hasEntrySatisfying(
            "CloudPubSubDeadLetterSourceSubscription",
            name -> assertThat(subscription).endsWith(name));
  }

  @Test
  void exactly_once_acknowledgements_are_answered() throws Exception {
    String topic = client.topic();
    String subscription =
        client.subscription(topic, builder -> builder.setEnableExactlyOnceDelivery(true));
    BlockingQueue<Future<AckResponse>> answers = new LinkedBlockingQueue<>();
    MessageReceiverWithAckResponse receiver = (message, reply) -> answers.add(reply.ack());
    client.start(Subscriber.newBuilder(subscription, receiver));

    client.publish(topic, "once", "only");

    for (int i = 0; i < 2; i++) {
      Future<AckResponse> answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(answer).isNotNull();
      assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(AckResponse.SUCCESSFUL);
    }
    assertThat(pullNow(subscription)).isEmpty();
  }

  @Test
  void exactly_once_says_which_acknowledgement_ids_are_void() {
    String topic = client.topic();
    String subscription =
        client.subscription(topic, builder -> builder.setEnableExactlyOnceDelivery(true));
    client.publish(topic, "once");
    List<String> first = ackIds(pull(subscription, 1));
    client.subscriptions.modifyAckDeadline(subscription, first, 0);
    List<String> second = ackIds(pull(subscription, 1));

    assertThatThrownBy(() -> client.subscriptions.acknowledge(subscription, first))
        .isInstanceOf(InvalidArgumentException.class)
        .satisfies(e -> {
          ErrorInfo info = ((ApiException) e).getErrorDetails().getErrorInfo();
          assertThat(info.getReason()).isEqualTo("EXACTLY_ONCE_ACKID_FAILURE");
          assertThat(info.getMetadataMap())
              .containsEntry(first.getFirst(), "PERMANENT_FAILURE_INVALID_ACK_ID");
        });
    client.subscriptions.acknowledge(subscription, second);
    assertThat(pullNow(subscription)).isEmpty();
  }

  @Test
  void a_stream_gets_no_more_than_its_limit_and_more_with_each_acknowledgement() throws Exception {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    client.publish(
        topic, IntStream.range(0, 20).mapToObj(Integer::toString).toArray(String[]::new));

    try (RawStream stream = new RawStream(client, subscription, 5)) {
      if (gaps().contains(Gap.FLOW_CONTROL)) {
        assertThat(stream.messages(20)).hasSize(20);
        return;
      }
      List<ReceivedMessage> first = stream.messages(5);
      stream.ping();
      client.subscriptions.acknowledge(subscription, ackIds(first.subList(0, 2)));
      List<ReceivedMessage> more = stream.messages(2);
      client.subscriptions.modifyAckDeadline(subscription, ackIds(more.subList(0, 1)), 0);
      assertThat(stream.messages(1)).hasSize(1);
      assertThat(stream.waiting()).isZero();
    }
  }

  @Test
  void a_ping_is_answered_with_the_properties() throws Exception {
    String subscription =
        client.subscription(
            client.topic(),
            builder -> builder.setEnableExactlyOnceDelivery(true).setEnableMessageOrdering(true));

    try (RawStream stream = new RawStream(client, subscription, 5)) {
      stream.ping();
      if (gaps().contains(Gap.KEEPALIVE)) {
        assertThat(stream.responses.poll(2, TimeUnit.SECONDS)).isNull();
        return;
      }
      StreamingPullResponse pong = stream.responses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(pong).isNotNull();
      assertThat(pong.getSubscriptionProperties().getExactlyOnceDeliveryEnabled()).isTrue();
      assertThat(pong.getSubscriptionProperties().getMessageOrderingEnabled()).isTrue();
    }
  }

  /** Longer than any keepalive of the client. */
  @Test
  @EnabledIfSystemProperty(named = "pubsub.idle", matches = "true")
  void a_stream_lives_through_two_idle_minutes() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    assertThat(inbox.poll(2, TimeUnit.MINUTES)).isNull();

    client.publish(topic, "awake");

    Got got = next();
    got.reply().ack();
    assertThat(got.text()).isEqualTo("awake");
  }

  @Test
  void many_subscribers_share_the_messages_of_a_subscription() throws Exception {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    for (int i = 0; i < 8; i++) {
      client.subscribe(
          subscription,
          (message, reply) -> {
            reply.ack();
            inbox.add(new Got(message, reply));
          });
    }

    for (int i = 0; i < 10; i++) {
      int call = i;
      client.publish(
          topic, IntStream.range(0, 100).mapToObj(m -> call + "-" + m).toArray(String[]::new));
    }

    Set<String> seen = new HashSet<>();
    while (seen.size() < 1000) {
      seen.add(next().text());
    }
  }

  @Test
  void a_seek_to_a_time_brings_retained_messages_back_or_drops_all() throws Exception {
    String topic = client.topic();
    String subscription =
        client.subscription(topic, builder -> builder.setRetainAckedMessages(true));
    client.publish(topic, "a", "b");
    List<ReceivedMessage> first = pull(subscription, 2);
    client.subscriptions.acknowledge(subscription, ackIds(first));

    client.subscriptions.seek(
        SeekRequest.newBuilder()
            .setSubscription(subscription)
            .setTime(Timestamps.subtract(first.getFirst().getMessage().getPublishTime(), MINUTE))
            .build());
    assertThat(texts(pull(subscription, 2))).containsExactly("a", "b");

    client.subscriptions.seek(
        SeekRequest.newBuilder()
            .setSubscription(subscription)
            .setTime(Timestamps.add(first.getFirst().getMessage().getPublishTime(), MINUTE))
            .build());
    assertThat(pullNow(subscription)).isEmpty();
  }

  @Test
  void a_snapshot_brings_back_what_was_not_acknowledged_and_all_since() {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    client.publish(topic, "done");
    client.subscriptions.acknowledge(subscription, ackIds(pull(subscription, 1)));
    client.publish(topic, "open");
    String snapshot =
        client.subscriptions.createSnapshot(Client.name("snapshots"), subscription).getName();
    client.publish(topic, "since");
    client.subscriptions.acknowledge(subscription, ackIds(pull(subscription, 2)));
    assertThat(pullNow(subscription)).isEmpty();

    client.subscriptions.seek(
        SeekRequest.newBuilder().setSubscription(subscription).setSnapshot(snapshot).build());

    assertThat(texts(pull(subscription, 2))).containsExactly("open", "since");
    client.subscriptions.deleteSnapshot(snapshot);
    assertThatThrownBy(() ->
            client.subscriptions.seek(
                SeekRequest.newBuilder()
                    .setSubscription(subscription)
                    .setSnapshot(snapshot)
                    .build()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void a_topic_with_a_schema_takes_only_what_fits_it() {
    String name = Client.name("schemas");
    Schema schema =
        client.schemas.createSchema(
            ProjectName.of("test"),
            Schema.newBuilder().setType(Schema.Type.AVRO).setDefinition(AVRO).build(),
            SchemaName.parse(name).getSchema());
    String topic =
        client
            .topics
            .createTopic(
                Topic.newBuilder()
                    .setName(Client.name("topics"))
                    .setSchemaSettings(
                        SchemaSettings.newBuilder().setSchema(name).setEncoding(Encoding.JSON))
                    .build())
            .getName();
    String subscription = client.subscription(topic);

    client.publish(topic, "{\"city\":\"Delft\",\"people\":100000}");

    assertThat(pull(subscription, 1).getFirst().getMessage().getAttributesMap())
        .containsEntry("googclient_schemaencoding", "JSON")
        .containsEntry("googclient_schemaname", name)
        .containsEntry("googclient_schemarevisionid", schema.getRevisionId());
    assertThatThrownBy(() -> client.publish(topic, "{\"city\":\"Delft\"}"))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> client.publish(topic, "not even JSON"))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void binary_messages_are_held_against_their_schema() {
    Schema schema = Schema.newBuilder().setType(Schema.Type.AVRO).setDefinition(AVRO).build();
    ByteString fits = ByteString.copyFrom(new byte[] {4, 'A', 'b', 2});

    client.schemas.validateMessage(message(schema, fits));

    assertThatThrownBy(() -> client.schemas.validateMessage(message(schema, fits.substring(0, 3))))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() ->
            client.schemas.validateSchema(
                ProjectName.of("test"), schema.toBuilder().setDefinition("{").build()))
        .isInstanceOf(InvalidArgumentException.class);
  }

  private static ValidateMessageRequest message(Schema schema, ByteString data) {
    return ValidateMessageRequest.newBuilder()
        .setParent("projects/test")
        .setSchema(schema)
        .setEncoding(Encoding.BINARY)
        .setMessage(data)
        .build();
  }

  @Test
  void a_message_of_nine_megabytes_passes() throws Exception {
    String topic = client.topic();
    collect(client.subscription(topic));
    byte[] large = new byte[9 << 20];
    Arrays.fill(large, (byte) 'x');

    client.publish(
        topic, List.of(PubsubMessage.newBuilder().setData(ByteString.copyFrom(large)).build()));

    Got got = next();
    got.reply().ack();
    assertThat(got.message().getData().size()).isEqualTo(large.length);
  }

  @Test
  void a_message_without_content_is_refused() {
    String topic = client.topic();

    assertThatThrownBy(() -> client.publish(topic, ""))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void a_subscriber_of_a_deleted_subscription_fails() throws Exception {
    String subscription = client.subscription(client.topic());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    Subscriber subscriber = client.subscribe(subscription, (message, reply) -> reply.ack());
    subscriber.addListener(
        new ApiService.Listener() {
          @Override
          public void failed(ApiService.State from, Throwable cause) {
            failure.complete(cause);
          }
        },
        Runnable::run);

    client.subscriptions.deleteSubscription(subscription);

    assertThat(failure.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void topics_and_subscriptions_come_and_go() {
    String topic = client.topic();
    String subscription = client.subscription(topic);
    ProjectName project = ProjectName.of("test");

    assertThat(client.topics.listTopics(project).iterateAll())
        .extracting(Topic::getName)
        .contains(topic);
    assertThat(client.topics.listTopicSubscriptions(topic).iterateAll())
        .containsExactly(subscription);
    assertThat(client.subscriptions.listSubscriptions(project).iterateAll())
        .extracting(Subscription::getName)
        .contains(subscription);
    assertThatThrownBy(() -> client.topics.createTopic(topic))
        .isInstanceOf(AlreadyExistsException.class);

    Subscription changed =
        client.subscriptions.updateSubscription(
            Subscription.newBuilder().setName(subscription).setAckDeadlineSeconds(60).build(),
            FieldMask.newBuilder().addPaths("ack_deadline_seconds").build());
    assertThat(changed.getAckDeadlineSeconds()).isEqualTo(60);
    assertThat(client.subscriptions.getSubscription(subscription).getTopic()).isEqualTo(topic);

    client.topics.deleteTopic(topic);
    assertThat(client.subscriptions.getSubscription(subscription).getTopic())
        .isEqualTo("_deleted-topic_");
    client.subscriptions.deleteSubscription(subscription);
    assertThatThrownBy(() -> client.subscriptions.getSubscription(subscription))
        .isInstanceOf(NotFoundException.class);
  }

  /** Pulls until there are as many. */
  List<ReceivedMessage> pull(String subscription, int messages) {
    List<ReceivedMessage> pulled = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (pulled.size() < messages && System.nanoTime() < end) {
      pulled.addAll(
          client
              .subscriptions
              .pull(subscription, messages - pulled.size())
              .getReceivedMessagesList());
    }
    assertThat(pulled).hasSize(messages);
    return pulled;
  }

  /** What is there without waiting. */
  @SuppressWarnings("deprecation")
  List<ReceivedMessage> pullNow(String subscription) {
    return client
        .subscriptions
        .pullCallable()
        .call(
            PullRequest.newBuilder()
                .setSubscription(subscription)
                .setMaxMessages(100)
                .setReturnImmediately(true)
                .build())
        .getReceivedMessagesList();
  }

  static List<String> ackIds(List<ReceivedMessage> messages) {
    return messages.stream().map(ReceivedMessage::getAckId).toList();
  }

  static List<String> texts(List<ReceivedMessage> messages) {
    return messages.stream().map(m -> m.getMessage().getData().toStringUtf8()).toList();
  }
}
