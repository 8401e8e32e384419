// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;

/** Messages kept for a later seek, in publish order, by a topic or a snapshot. */
final class Retained {

  private final ArrayDeque<Stored> messages = new ArrayDeque<>();
  private long bytes;

  void add(Collection<Stored> published) {
    for (Stored stored : published) {
      messages.add(stored);
      bytes += stored.bytes();
    }
  }

  void forgetBefore(long millis) {
    while (!messages.isEmpty() && messages.element().publishedMillis() < millis) {
      bytes -= messages.remove().bytes();
    }
  }

  boolean admits(int more, long moreBytes, PubSubLimits limits) {
    return limits.admit(messages.size() + (long) more, bytes + moreBytes);
  }

  List<Stored> all() {
    return List.copyOf(messages);
  }
}
