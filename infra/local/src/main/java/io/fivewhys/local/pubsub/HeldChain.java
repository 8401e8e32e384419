// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import org.jspecify.annotations.Nullable;

/** All that a subscription holds, in publish order; any link can be taken out at once. */
final class HeldChain {

  private @Nullable Held first;
  private @Nullable Held last;
  private int size;
  private long bytes;

  @Nullable Held first() {
    return first;
  }

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  void append(Held held) {
    held.previous = last;
    if (last == null) {
      first = held;
    } else {
      last.next = held;
    }
    last = held;
    size++;
    bytes += held.stored.bytes();
  }

  void remove(Held held) {
    if (held.previous == null) {
      first = held.next;
    } else {
      held.previous.next = held.next;
    }
    if (held.next == null) {
      last = held.previous;
    } else {
      held.next.previous = held.previous;
    }
    held.previous = null;
    held.next = null;
    size--;
    bytes -= held.stored.bytes();
  }

  void clear() {
    first = null;
    last = null;
    size = 0;
    bytes = 0;
  }
}
