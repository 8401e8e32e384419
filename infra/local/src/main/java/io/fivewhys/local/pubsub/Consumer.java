// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Who gets messages: one stream or one pull, with what it holds unacknowledged. It takes no more
 * than its limits, where one message may pass the limit of bytes. It belongs to one backlog, whose
 * lock guards it.
 */
final class Consumer {

  private final long maxMessages;
  private final long maxBytes;
  private long messages;
  private long bytes;

  /** Ordering keys of which it holds messages, so that nobody else may get the following ones. */
  final TreeSet<OrderingKey> keys =
      new TreeSet<>(Comparator.comparingLong(OrderingKey::nextSequence));

  /** Limits of 0 and less are none. */
  Consumer(long maxMessages, long maxBytes) {
    this.maxMessages = maxMessages > 0 ? maxMessages : Long.MAX_VALUE;
    this.maxBytes = maxBytes > 0 ? maxBytes : Long.MAX_VALUE;
  }

  boolean hasRoom() {
    return messages < maxMessages && bytes < maxBytes;
  }

  void give(Stored stored) {
    messages++;
    bytes += stored.message().getSerializedSize();
  }

  void release(Stored stored) {
    messages--;
    bytes -= stored.message().getSerializedSize();
  }

  long messages() {
    return messages;
  }
}
