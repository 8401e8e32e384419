// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A topic with its settings, its subscriptions and what it retains. It takes all messages of a
 * publish call or none: when one subscription is full the call is refused, and publishers try
 * again.
 */
final class LocalTopic {

  private final PubSubLimits limits;
  private final AtomicLong messageIds;
  private final List<LocalSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private final List<Retained> snapshots = new ArrayList<>();
  private final Retained retained = new Retained();
  private volatile Topic said;

  LocalTopic(Topic said, PubSubLimits limits, AtomicLong messageIds) {
    this.said = said;
    this.limits = limits;
    this.messageIds = messageIds;
  }

  Topic said() {
    return said;
  }

  void change(Topic changed) {
    said = changed;
  }

  List<LocalSubscription> subscriptions() {
    return subscriptions;
  }

  synchronized void attach(LocalSubscription subscription) {
    subscriptions.add(subscription);
  }

  synchronized void detach(LocalSubscription subscription) {
    subscriptions.remove(subscription);
  }

  /** The ids of the messages. */
  List<String> publish(List<PubsubMessage> messages, long now) {
    List<String> ids = store(messages, now, true);
    subscriptions.forEach(LocalSubscription::signal);
    return ids;
  }

  /** What another subscription has given up moves here, whatever the limits. */
  void forward(PubsubMessage message, long now) {
    store(List.of(message), now, false);
    subscriptions.forEach(LocalSubscription::signal);
  }

  private synchronized List<String> store(
      List<PubsubMessage> messages, long now, boolean withinLimits) {
    forget(now);
    List<Stored> published = new ArrayList<>(messages.size());
    List<String> ids = new ArrayList<>(messages.size());
    long bytes = 0;
    for (PubsubMessage message : messages) {
      long sequence = messageIds.incrementAndGet();
      String id = Long.toString(sequence);
      PubsubMessage stamped =
          message.toBuilder().setMessageId(id).setPublishTime(Timestamps.fromMillis(now)).build();
      Stored stored = Stored.of(sequence, stamped, now);
      bytes += stored.bytes();
      published.add(stored);
      ids.add(id);
    }
    if (withinLimits) {
      admit(published.size(), bytes);
    }
    for (LocalSubscription subscription : subscriptions) {
      subscription.backlog().add(subscription.matching(published), now);
    }
    snapshots.forEach(snapshot -> snapshot.add(published));
    if (said.hasMessageRetentionDuration()) {
      retained.add(published);
    }
    return ids;
  }

  private void admit(int messages, long bytes) {
    for (LocalSubscription subscription : subscriptions) {
      if (!subscription.backlog().admits(messages, bytes, limits)) {
        throw full(
            subscription.name() + " is full",
            subscription.settings().retainAcked()
                ? "it retains acknowledged messages: stop that, or delete it"
                : "let it be read, or delete it");
      }
    }
    for (Retained snapshot : snapshots) {
      if (!snapshot.admits(messages, bytes, limits)) {
        throw full("a snapshot of " + said.getName() + " is full", "delete it");
      }
    }
    if (said.hasMessageRetentionDuration() && !retained.admits(messages, bytes, limits)) {
      throw full(
          said.getName() + " retains as much as it may", "make its message retention shorter");
    }
  }

  private StatusRuntimeException full(String what, String remedy) {
    return Status.RESOURCE_EXHAUSTED
        .withDescription(
            "%s: the local Pub/Sub server keeps at most %,d messages and %,d bytes of each in memory; %s"
                .formatted(what, limits.messages(), limits.bytes(), remedy))
        .asRuntimeException();
  }

  synchronized void forget(long now) {
    retained.forgetBefore(
        said.hasMessageRetentionDuration()
            ? now - Durations.toMillis(said.getMessageRetentionDuration())
            : Long.MAX_VALUE);
  }

  /** Nothing is published between the two halves of what it holds. */
  synchronized Retained snapshot(LocalSubscription subscription) {
    Retained snapshot = new Retained();
    snapshot.add(subscription.backlog().unacknowledged());
    snapshots.add(snapshot);
    return snapshot;
  }

  synchronized void forget(Retained snapshot) {
    snapshots.removeIf(other -> other == snapshot);
  }

  /** Older messages count as acknowledged, others do not. */
  synchronized void seek(LocalSubscription subscription, long toMillis, long now) {
    subscription
        .backlog()
        .seek(
            retained.all().stream().filter(subscription::matches).toList(),
            stored -> stored.publishedMillis() < toMillis,
            now);
    subscription.signal();
  }

  synchronized void seek(LocalSubscription subscription, Retained snapshot, long now) {
    List<Stored> wanted = snapshot.all().stream().filter(subscription::matches).toList();
    Set<Long> sequences = new HashSet<>();
    wanted.forEach(stored -> sequences.add(stored.sequence()));
    subscription.backlog().seek(wanted, stored -> !sequences.contains(stored.sequence()), now);
    subscription.signal();
  }
}
