// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.PubsubMessage;

/**
 * A message as published, once for all subscriptions that hold it. Sequences rise in publish order
 * within a topic; the message's id is its sequence.
 */
record Stored(long sequence, PubsubMessage message, int bytes, long publishedMillis) {

  /** What an empty message takes on the heap, about. */
  private static final int OVERHEAD = 200;

  static Stored of(long sequence, PubsubMessage message, long publishedMillis) {
    return new Stored(sequence, message, message.getSerializedSize() + OVERHEAD, publishedMillis);
  }
}
