// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import java.time.Duration;

/**
 * How much is in hand, and when that is enough to be written: by its bytes, or by how long the
 * first message has waited. After a batch of which more rows were refused than can be remembered,
 * smaller ones are made for a while. Times are nanoseconds of one clock.
 */
final class Batch {

  private final long maxBytes;
  private final long maxWaitNanos;

  /** {@code maxBytes}, or less for a while. */
  private long enoughBytes;

  private long bytes;
  private int messages;
  private long firstNanos;

  Batch(long maxBytes, Duration maxWait) {
    this.maxBytes = maxBytes;
    this.enoughBytes = maxBytes;
    this.maxWaitNanos = maxWait.toNanos();
  }

  void add(int messageBytes, long nanos) {
    if (messages == 0) {
      firstNanos = nanos;
    }
    messages++;
    bytes += messageBytes;
  }

  int messages() {
    return messages;
  }

  boolean isEmpty() {
    return messages == 0;
  }

  /** Whether no more may come before what is in hand is written. */
  boolean full() {
    return messages > 0 && bytes >= enoughBytes;
  }

  boolean due(long nanos) {
    return full() || (messages > 0 && nanos - firstNanos >= maxWaitNanos);
  }

  /** How long to wait for more: until it is due, at most {@code idle}. */
  Duration patience(long nanos, Duration idle) {
    if (messages == 0) {
      return idle;
    }
    long left = Math.max(0, maxWaitNanos - (nanos - firstNanos));
    return left < idle.toNanos() ? Duration.ofNanos(left) : idle;
  }

  /** What was in hand is written, and the next batch may be twice as large, up to the limit. */
  void written() {
    forget();
    enoughBytes = Math.min(maxBytes, enoughBytes * 2);
  }

  /** What was in hand comes again. */
  void forget() {
    bytes = 0;
    messages = 0;
  }

  /** What was in hand comes again, in batches of an eighth, down to single messages. */
  void shrink() {
    enoughBytes = Math.max(1, Math.min(bytes, enoughBytes) / 8);
    forget();
  }
}
