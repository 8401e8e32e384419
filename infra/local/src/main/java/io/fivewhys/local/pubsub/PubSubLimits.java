// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

/**
 * How much one subscription, snapshot or topic may retain; what is published beyond is refused, and
 * clients try again. Bytes are those on the wire and a little more for each message.
 */
public record PubSubLimits(int messages, long bytes) {

  public static final PubSubLimits DEFAULT = new PubSubLimits(1_000_000, 128L << 20);

  boolean admit(long messages, long bytes) {
    return messages <= this.messages && bytes <= this.bytes;
  }
}
