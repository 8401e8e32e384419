// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * A message in one subscription. It is a link of the chain of all that the subscription holds, in
 * publish order, and of the chain of its ordering key where it has one.
 */
final class Held {

  enum State {
    READY,
    LEASED,
    /** Waits for its retry or is held back. */
    DELAYED,
    /** Acknowledged, and kept for a seek or until all before it in its ordering key are. */
    ACKED,
    /** No longer in the subscription; queues that still name it pass over it. */
    GONE
  }

  final Stored stored;
  final @Nullable OrderingKey key;
  State state = State.READY;

  /** Deliveries that ended without an acknowledgement. */
  int failures;

  /** Held back once already for this delivery. */
  boolean heldBack;

  @Nullable Lease lease;
  @Nullable Held previous;
  @Nullable Held next;
  @Nullable Held nextInKey;

  Held(Stored stored, @Nullable OrderingKey key) {
    this.stored = stored;
    this.key = key;
  }

  long sequence() {
    return stored.sequence();
  }

  String id() {
    return stored.message().getMessageId();
  }

  int attempt() {
    return failures + 1;
  }
}
