// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import org.jspecify.annotations.Nullable;

/** One delivery of a message, known to its consumer by the acknowledgement id. */
final class Lease {

  final long id;
  final Held held;
  final Consumer consumer;

  /** It ends then, whatever is granted. */
  final long latestMillis;

  /** Links of the leases that end at the same time. */
  long deadline;

  @Nullable Lease previous;
  @Nullable Lease next;

  Lease(long id, Held held, Consumer consumer, long latestMillis) {
    this.id = id;
    this.held = held;
    this.consumer = consumer;
    this.latestMillis = latestMillis;
  }
}
