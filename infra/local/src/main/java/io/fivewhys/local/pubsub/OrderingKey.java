// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one ordering key, oldest first: delivered ones, then those that wait. While a
 * consumer holds some of them, only it gets the following ones.
 */
final class OrderingKey {

  final String name;
  private @Nullable Held first;
  private @Nullable Held last;

  /** The oldest one that is to be delivered; null if all are. */
  private @Nullable Held next;

  private @Nullable Consumer owner;
  private int leased;
  private long blockedUntilMillis;

  /** Where it stands in line, and by which sequence. */
  private @Nullable TreeSet<OrderingKey> line;

  private long nextSequence;

  OrderingKey(String name) {
    this.name = name;
  }

  long nextSequence() {
    return nextSequence;
  }

  @Nullable Held next() {
    return next;
  }

  boolean isEmpty() {
    return first == null;
  }

  boolean isFirst(Held held) {
    return held == first;
  }

  void append(Held held) {
    if (last == null) {
      first = held;
    } else {
      last.nextInKey = held;
    }
    last = held;
    if (next == null) {
      next = held;
    }
  }

  void delivered(Consumer consumer) {
    if (next != null) {
      next = next.nextInKey;
      leased++;
      owner = consumer;
    }
  }

  void released() {
    leased--;
    if (leased == 0) {
      owner = null;
    }
  }

  void block(long untilMillis) {
    blockedUntilMillis = Math.max(blockedUntilMillis, untilMillis);
  }

  void rewind(Held to) {
    next = to;
  }

  /** Takes the first one out if it is acknowledged. */
  @Nullable Held pollAcknowledged() {
    Held head = first;
    if (head == null || head == next || head.state != Held.State.ACKED) {
      return null;
    }
    unlinkFirst(head);
    return head;
  }

  /** Takes any one out; that costs a walk from the first to it. */
  void remove(Held held) {
    if (next == held) {
      next = held.nextInKey;
    }
    if (first == held) {
      unlinkFirst(held);
      return;
    }
    for (Held before = first; before != null; before = before.nextInKey) {
      if (before.nextInKey == held) {
        before.nextInKey = held.nextInKey;
        if (last == held) {
          last = before;
        }
        return;
      }
    }
  }

  private void unlinkFirst(Held head) {
    first = head.nextInKey;
    if (first == null) {
      last = null;
    }
  }

  /** Puts it in the line of its owner or of nobody, or in none where it has to wait. */
  void lineUp(TreeSet<OrderingKey> free, long now) {
    leaveLine();
    if (next != null && blockedUntilMillis <= now) {
      nextSequence = next.sequence();
      line = owner == null ? free : owner.keys;
      line.add(this);
    }
  }

  void leaveLine() {
    if (line != null) {
      line.remove(this);
      line = null;
    }
  }
}
