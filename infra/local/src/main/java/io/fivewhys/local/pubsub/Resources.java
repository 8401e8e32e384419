// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.CreateSnapshotRequest;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.SeekRequest;
import com.google.pubsub.v1.Snapshot;
import com.google.pubsub.v1.Subscription;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * All topics, subscriptions and snapshots by name, how they come and go, and what moves between
 * them.
 */
final class Resources {

  private static final long DEFAULT_RETENTION_DAYS = 7;
  private static final Duration SNAPSHOT_LIFE = Duration.ofDays(7);

  private final PubSubLimits limits;
  private final PubSubFaults faults;
  private final Executor executor;
  private final LongSupplier clock;
  private final NavigableMap<String, LocalTopic> topics = new ConcurrentSkipListMap<>();
  private final NavigableMap<String, LocalSubscription> subscriptions =
      new ConcurrentSkipListMap<>();
  private final NavigableMap<String, LocalSnapshot> snapshots = new ConcurrentSkipListMap<>();
  private final Schemas schemas;
  private final AtomicLong latest = new AtomicLong();
  private final AtomicLong messageIds = new AtomicLong();
  private final AtomicLong leaseIds = new AtomicLong();

  Resources(PubSubLimits limits, PubSubFaults faults, Executor executor, LongSupplier clock) {
    this.limits = limits;
    this.faults = faults;
    this.executor = executor;
    this.clock = clock;
    schemas = new Schemas(this::now);
  }

  Schemas schemas() {
    return schemas;
  }

  /** Never goes back, whatever is done to the machine's clock. */
  long now() {
    return latest.accumulateAndGet(clock.getAsLong(), Math::max);
  }

  NavigableMap<String, LocalTopic> topics() {
    return topics;
  }

  NavigableMap<String, LocalSubscription> subscriptions() {
    return subscriptions;
  }

  NavigableMap<String, LocalSnapshot> snapshots() {
    return snapshots;
  }

  LocalTopic topic(String name) {
    LocalTopic topic = topics.get(name);
    if (topic == null) {
      throw notFound(name);
    }
    return topic;
  }

  LocalSubscription subscription(String name) {
    LocalSubscription subscription = subscriptions.get(name);
    if (subscription == null) {
      throw notFound(name);
    }
    return subscription;
  }

  LocalSnapshot snapshot(String name) {
    LocalSnapshot snapshot = snapshots.get(name);
    if (snapshot == null) {
      throw notFound(name);
    }
    return snapshot;
  }

  Topic create(Topic said) {
    Names.require(Names.TOPICS, said.getName());
    if (said.hasSchemaSettings()) {
      schemas.require(said.getSchemaSettings().getSchema());
    }
    LocalTopic topic = new LocalTopic(said, limits, messageIds);
    if (topics.putIfAbsent(said.getName(), topic) != null) {
      throw exists(said.getName());
    }
    return said;
  }

  synchronized Subscription create(Subscription asked) {
    Names.require(Names.SUBSCRIPTIONS, asked.getName());
    Subscription said = withDefaults(asked);
    Subscriptions.require(said);
    LocalTopic topic = topic(said.getTopic());
    if (subscriptions.containsKey(said.getName())) {
      throw exists(said.getName());
    }
    Backlog backlog =
        new Backlog(
            said.getName(),
            DeliverySettings.of(said),
            faults,
            leaseIds,
            () -> takesDeadLetters(said.getName()));
    LocalSubscription subscription =
        new LocalSubscription(said, topic, backlog, faults, executor, this::now);
    subscriptions.put(said.getName(), subscription);
    topic.attach(subscription);
    return said;
  }

  private static Subscription withDefaults(Subscription asked) {
    Subscription.Builder said = asked.toBuilder().setState(Subscription.State.ACTIVE);
    if (asked.getAckDeadlineSeconds() == 0) {
      said.setAckDeadlineSeconds(Subscriptions.MIN_ACK_SECONDS);
    }
    if (!asked.hasMessageRetentionDuration()) {
      said.setMessageRetentionDuration(Durations.fromDays(DEFAULT_RETENTION_DAYS));
    }
    return said.build();
  }

  /** Its subscriptions keep what they hold. */
  synchronized void deleteTopic(String name) {
    LocalTopic topic = topic(name);
    topics.remove(name);
    for (LocalSubscription subscription : topic.subscriptions()) {
      subscription.change(subscription.said().toBuilder().setTopic(Names.DELETED_TOPIC).build());
    }
  }

  synchronized void deleteSubscription(String name) {
    LocalSubscription subscription = subscription(name);
    subscriptions.remove(name);
    subscription.topic().detach(subscription);
    subscription.close(
        Status.NOT_FOUND.withDescription("subscription does not exist any more: " + name));
  }

  synchronized Snapshot createSnapshot(CreateSnapshotRequest asked) {
    Names.require(Names.SNAPSHOTS, asked.getName());
    if (snapshots.containsKey(asked.getName())) {
      throw exists(asked.getName());
    }
    LocalSubscription subscription = subscription(asked.getSubscription());
    Snapshot said =
        Snapshot.newBuilder()
            .setName(asked.getName())
            .setTopic(subscription.said().getTopic())
            .setExpireTime(Timestamps.fromMillis(now() + SNAPSHOT_LIFE.toMillis()))
            .putAllLabels(asked.getLabelsMap())
            .build();
    LocalTopic topic = subscription.topic();
    snapshots.put(said.getName(), new LocalSnapshot(said, topic, topic.snapshot(subscription)));
    return said;
  }

  synchronized void deleteSnapshot(String name) {
    LocalSnapshot snapshot = snapshot(name);
    snapshots.remove(name);
    snapshot.topic().forget(snapshot.retained());
  }

  void seek(SeekRequest asked) {
    LocalSubscription subscription = subscription(asked.getSubscription());
    LocalTopic topic = subscription.topic();
    if (asked.hasTime()) {
      topic.seek(subscription, Timestamps.toMillis(asked.getTime()), now());
      return;
    }
    LocalSnapshot snapshot = snapshot(asked.getSnapshot());
    if (snapshot.topic() != topic) {
      throw Status.FAILED_PRECONDITION
          .withDescription(
              "%s was made of topic %s, and %s reads %s"
                  .formatted(
                      snapshot.name(),
                      snapshot.said().getTopic(),
                      subscription.name(),
                      subscription.said().getTopic()))
          .asRuntimeException();
    }
    topic.seek(subscription, snapshot.retained(), now());
  }

  /** Ends leases, delays and retentions that are over. */
  void tick() {
    long now = now();
    for (LocalSubscription subscription : subscriptions.values()) {
      if (subscription.tick(now)) {
        forwardDeadLetters(subscription);
      }
    }
    topics.values().forEach(topic -> topic.forget(now));
    for (LocalSnapshot snapshot : snapshots.values()) {
      if (Timestamps.toMillis(snapshot.said().getExpireTime()) <= now) {
        deleteSnapshot(snapshot.name());
      }
    }
  }

  private boolean takesDeadLetters(String name) {
    LocalSubscription subscription = subscriptions.get(name);
    return subscription != null
        && topics.containsKey(subscription.said().getDeadLetterPolicy().getDeadLetterTopic());
  }

  /** What was given up moves to the dead-letter topic. */
  void forwardDeadLetters(LocalSubscription subscription) {
    List<DeadLetter> given = subscription.backlog().drainDeadLetters();
    if (given.isEmpty()) {
      return;
    }
    LocalTopic topic = topics.get(subscription.said().getDeadLetterPolicy().getDeadLetterTopic());
    if (topic != null) {
      for (DeadLetter letter : given) {
        PubsubMessage message = letter.message(subscription.name());
        topic.forward(message, now());
      }
    }
  }

  void close() {
    for (LocalSubscription subscription : subscriptions.values()) {
      subscription.close(Status.UNAVAILABLE.withDescription("the local Pub/Sub server is closing"));
    }
  }

  static StatusRuntimeException notFound(String name) {
    return Status.NOT_FOUND.withDescription("there is no " + name).asRuntimeException();
  }

  static StatusRuntimeException exists(String name) {
    return Status.ALREADY_EXISTS.withDescription(name + " is there already").asRuntimeException();
  }
}
