// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The leases of a subscription by id and by deadline. Each step costs the same however many there
 * are, and a lease that ended leaves nothing behind: leases that end in the same instant are a
 * chain, from which any of them can be taken out.
 */
final class Leases {

  /** Deadlines are rounded up to this, so that chains are long and few. */
  private static final long GRAIN_MILLIS = 10;

  private final Map<Long, Lease> byId = new HashMap<>();
  private final TreeMap<Long, Lease> byDeadline = new TreeMap<>();

  int size() {
    return byId.size();
  }

  void add(Lease lease, long deadline) {
    byId.put(lease.id, lease);
    link(lease, deadline);
  }

  void extend(Lease lease, long deadline) {
    unlink(lease);
    link(lease, deadline);
  }

  void remove(Lease lease) {
    byId.remove(lease.id);
    unlink(lease);
  }

  @Nullable Lease find(long id) {
    return byId.get(id);
  }

  boolean contains(Lease lease) {
    return byId.containsKey(lease.id);
  }

  List<Lease> all() {
    return new ArrayList<>(byId.values());
  }

  /** Those that have ended; they stay until removed. */
  List<Lease> endedAt(long now) {
    List<Lease> ended = new ArrayList<>();
    for (Lease first : byDeadline.headMap(now, true).values()) {
      for (Lease lease = first; lease != null; lease = lease.next) {
        ended.add(lease);
      }
    }
    return ended;
  }

  private void link(Lease lease, long deadline) {
    long rounded = Math.ceilDiv(Math.min(deadline, lease.latestMillis), GRAIN_MILLIS);
    lease.deadline = rounded * GRAIN_MILLIS;
    Lease first = byDeadline.put(lease.deadline, lease);
    lease.previous = null;
    lease.next = first;
    if (first != null) {
      first.previous = lease;
    }
  }

  private void unlink(Lease lease) {
    if (lease.next != null) {
      lease.next.previous = lease.previous;
    }
    if (lease.previous != null) {
      lease.previous.next = lease.next;
    } else if (lease.next != null) {
      byDeadline.put(lease.deadline, lease.next);
    } else {
      byDeadline.remove(lease.deadline);
    }
    lease.previous = null;
    lease.next = null;
  }
}
