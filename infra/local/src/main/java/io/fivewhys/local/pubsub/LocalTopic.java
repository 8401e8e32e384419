// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.protobuf.util.Timestamps;
import com.google.pubsub.v1.PubsubMessage;
import com.google.pubsub.v1.Topic;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A topic with its settings and its subscriptions. It takes all messages of a publish call or none:
 * when one subscription is full the call is refused, and publishers try again.
 */
final class LocalTopic {

  private final PubSubLimits limits;
  private final AtomicLong messageIds;
  private final List<LocalSubscription> subscriptions = new CopyOnWriteArrayList<>();
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
    return ids;
  }

  private void admit(int messages, long bytes) {
    for (LocalSubscription subscription : subscriptions) {
      if (!subscription.backlog().admits(messages, bytes, limits)) {
        throw Status.RESOURCE_EXHAUSTED
            .withDescription(
                "%s holds %,d messages, and no more than %,d messages or %,d bytes are kept in memory; let it be read, or delete it"
                    .formatted(
                        subscription.name(),
                        subscription.backlog().messages(),
                        limits.messages(),
                        limits.bytes()))
            .asRuntimeException();
      }
    }
  }
}
