// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription holds, and who has got it. A message is offered again, oldest first, until it
 * is acknowledged under its latest lease; with ordering, a message that comes back takes all after
 * it in its key with it. No step looks at all messages but a seek; time comes in as an argument.
 */
final class Backlog {

  private record Delay(long untilMillis, Held held) {}

  private final String name;
  private final PubSubFaults faults;
  private final AtomicLong leaseIds;
  private final BooleanSupplier deadLettersTaken;
  private DeliverySettings settings;

  private final HeldChain chain = new HeldChain();
  private final Leases leases = new Leases();

  /** Never delivered, in publish order; and those that came back. */
  private final ArrayDeque<Held> fresh = new ArrayDeque<>();

  private final PriorityQueue<Held> returned =
      new PriorityQueue<>(Comparator.comparingLong(Held::sequence));
  private final PriorityQueue<Delay> delays =
      new PriorityQueue<>(Comparator.comparingLong(Delay::untilMillis));

  private final Map<String, OrderingKey> keys = new HashMap<>();
  private final TreeSet<OrderingKey> freeKeys =
      new TreeSet<>(Comparator.comparingLong(OrderingKey::nextSequence));

  private final List<DeadLetter> deadLetters = new ArrayList<>();

  /** Lease ids come from a source that all subscriptions share, so that none takes another's. */
  Backlog(
      String name,
      DeliverySettings settings,
      PubSubFaults faults,
      AtomicLong leaseIds,
      BooleanSupplier deadLettersTaken) {
    this.name = name;
    this.settings = settings;
    this.faults = faults;
    this.leaseIds = leaseIds;
    this.deadLettersTaken = deadLettersTaken;
  }

  synchronized void settings(DeliverySettings changed) {
    settings = changed;
  }

  synchronized boolean admits(int messages, long bytes, PubSubLimits limits) {
    return limits.admit(chain.size() + (long) messages, chain.bytes() + bytes);
  }

  synchronized int messages() {
    return chain.size();
  }

  synchronized int leased() {
    return leases.size();
  }

  synchronized void add(List<Stored> published, long now) {
    for (Stored stored : published) {
      Held held = append(stored);
      if (held.key != null) {
        held.key.lineUp(freeKeys, now);
      } else {
        fresh.add(held);
      }
    }
  }

  private Held append(Stored stored) {
    String ordering = stored.message().getOrderingKey();
    OrderingKey key =
        settings.ordered() && !ordering.isEmpty()
            ? keys.computeIfAbsent(ordering, OrderingKey::new)
            : null;
    Held held = new Held(stored, key);
    chain.append(held);
    if (key != null) {
      key.append(held);
    }
    return held;
  }

  /** Up to the limits and the consumer's room, oldest first. */
  synchronized List<Delivery> take(
      Consumer consumer, int maxMessages, long maxBytes, long leaseMillis, long now) {
    List<Delivery> batch = new ArrayList<>();
    long bytes = 0;
    while (batch.size() < maxMessages && consumer.hasRoom()) {
      Held held = nextFor(consumer);
      if (held == null || !batch.isEmpty() && bytes + held.stored.bytes() > maxBytes) {
        break;
      }
      if (!heldBack(held, now)) {
        batch.add(deliver(held, consumer, leaseMillis, now));
        bytes += held.stored.bytes();
      }
    }
    return batch;
  }

  private @Nullable Held nextFor(Consumer consumer) {
    Held unordered = older(head(fresh), head(returned));
    return older(unordered, older(head(freeKeys), head(consumer.keys)));
  }

  private static @Nullable Held head(Queue<Held> queue) {
    Held head = queue.peek();
    while (head != null && head.state != Held.State.READY) {
      queue.poll();
      head = queue.peek();
    }
    return head;
  }

  private static @Nullable Held head(TreeSet<OrderingKey> line) {
    return line.isEmpty() ? null : line.first().next();
  }

  private static @Nullable Held older(@Nullable Held one, @Nullable Held other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.sequence() <= other.sequence() ? one : other;
  }

  private boolean heldBack(Held held, long now) {
    if (held.heldBack) {
      return false;
    }
    held.heldBack = true;
    long millis = faults.holdBackMillis(name, held.id(), held.attempt());
    if (millis <= 0) {
      return false;
    }
    unqueue(held);
    delay(held, now + millis, now);
    return true;
  }

  private void unqueue(Held held) {
    if (held.key == null) {
      Queue<Held> queue = fresh.peek() == held ? fresh : returned;
      queue.poll();
    }
  }

  private Delivery deliver(Held held, Consumer consumer, long leaseMillis, long now) {
    unqueue(held);
    long latest = faults.leaseMillis(name, held.id(), held.attempt());
    Lease lease =
        new Lease(
            leaseIds.incrementAndGet(),
            held,
            consumer,
            latest == Long.MAX_VALUE ? latest : now + latest);
    held.lease = lease;
    held.state = Held.State.LEASED;
    leases.add(lease, now + leaseMillis);
    consumer.give(held.stored);
    if (held.key != null) {
      held.key.delivered(consumer);
      held.key.lineUp(freeKeys, now);
    }
    return new Delivery(lease.id, held.stored, settings.maxAttempts() > 0 ? held.attempt() : 0);
  }

  synchronized Refused acknowledge(List<String> ackIds, long now) {
    List<String> permanent = new ArrayList<>();
    List<String> unordered = new ArrayList<>();
    for (String ackId : ackIds) {
      Lease lease = leases.find(AckIds.parse(ackId));
      if (lease == null) {
        permanent.add(ackId);
      } else if (overtakes(lease.held)) {
        unordered.add(ackId);
      } else {
        acknowledge(lease, now);
      }
    }
    return new Refused(permanent, unordered);
  }

  /** What is acknowledged exactly once never comes back, so nothing before it may either. */
  private boolean overtakes(Held held) {
    return settings.exactlyOnce() && held.key != null && !held.key.isFirst(held);
  }

  private void acknowledge(Lease lease, long now) {
    Held held = lease.held;
    release(lease);
    held.state = Held.State.ACKED;
    OrderingKey key = held.key;
    if (key == null) {
      settle(held);
      return;
    }
    for (Held first = key.pollAcknowledged(); first != null; first = key.pollAcknowledged()) {
      settle(first);
    }
    tidy(key, now);
  }

  private void settle(Held acknowledged) {
    if (!settings.retainAcked()) {
      chain.remove(acknowledged);
      acknowledged.state = Held.State.GONE;
    }
  }

  private void tidy(OrderingKey key, long now) {
    key.lineUp(freeKeys, now);
    if (key.isEmpty()) {
      keys.remove(key.name);
    }
  }

  private void release(Lease lease) {
    leases.remove(lease);
    lease.consumer.release(lease.held.stored);
    lease.held.lease = null;
    if (lease.held.key != null) {
      lease.held.key.released();
    }
  }

  /** 0 seconds give the messages back. */
  synchronized Refused modifyDeadline(List<String> ackIds, int seconds, long now) {
    List<String> permanent = new ArrayList<>();
    for (String ackId : ackIds) {
      Lease lease = leases.find(AckIds.parse(ackId));
      if (lease == null) {
        permanent.add(ackId);
      } else if (seconds == 0) {
        giveBack(lease, now);
      } else {
        leases.extend(lease, now + seconds * 1000L);
      }
    }
    return new Refused(permanent, List.of());
  }

  private void giveBack(Lease lease, long now) {
    Held held = lease.held;
    release(lease);
    held.failures++;
    held.heldBack = false;
    if (settings.maxAttempts() > 0
        && held.failures >= settings.maxAttempts()
        && deadLettersTaken.getAsBoolean()) {
      deadLetters.add(new DeadLetter(held.stored, held.failures));
      drop(held, now);
      return;
    }
    long until = now + settings.backoffMillis(held.failures);
    if (held.key != null) {
      rewind(held.key, held);
    }
    delay(held, until, now);
  }

  private void rewind(OrderingKey key, Held to) {
    Held next = key.next();
    for (Held held = to; held != null && held != next; held = held.nextInKey) {
      if (held.lease != null) {
        release(held.lease);
      }
      held.state = Held.State.READY;
    }
    key.rewind(to);
  }

  private void delay(Held held, long until, long now) {
    if (held.key != null) {
      held.key.block(until);
      held.key.lineUp(freeKeys, now);
    } else if (until <= now) {
      held.state = Held.State.READY;
      returned.add(held);
    } else {
      held.state = Held.State.DELAYED;
    }
    if (until > now) {
      delays.add(new Delay(until, held));
    }
  }

  /** Takes it out, acknowledged or not. */
  private void drop(Held held, long now) {
    if (held.lease != null) {
      release(held.lease);
    }
    held.state = Held.State.GONE;
    chain.remove(held);
    if (held.key != null) {
      held.key.remove(held);
      tidy(held.key, now);
    }
  }

  /** Ends leases, delays and retention that are over; true when something may be delivered now. */
  synchronized boolean tick(long now) {
    boolean ready = false;
    for (Lease lease : leases.endedAt(now)) {
      // One that came back may have taken others of its key with it.
      if (leases.contains(lease)) {
        giveBack(lease, now);
        ready = true;
      }
    }
    while (!delays.isEmpty() && delays.element().untilMillis() <= now) {
      wake(delays.remove().held(), now);
      ready = true;
    }
    forget(now);
    return ready;
  }

  private void wake(Held held, long now) {
    if (held.key != null) {
      held.key.lineUp(freeKeys, now);
    } else if (held.state == Held.State.DELAYED) {
      held.state = Held.State.READY;
      returned.add(held);
    }
  }

  private void forget(long now) {
    long since = settings.retentionMillis() == 0 ? 0 : now - settings.retentionMillis();
    Held oldest = chain.first();
    while (oldest != null && oldest.stored.publishedMillis() < since) {
      drop(oldest, now);
      oldest = chain.first();
    }
  }

  synchronized List<DeadLetter> drainDeadLetters() {
    if (deadLetters.isEmpty()) {
      return List.of();
    }
    List<DeadLetter> drained = List.copyOf(deadLetters);
    deadLetters.clear();
    return drained;
  }

  synchronized List<Stored> unacknowledged() {
    return held(state -> state != Held.State.ACKED);
  }

  private List<Stored> held(Predicate<Held.State> which) {
    List<Stored> stored = new ArrayList<>();
    for (Held held = chain.first(); held != null; held = held.next) {
      if (which.test(held.state)) {
        stored.add(held.stored);
      }
    }
    return stored;
  }

  /**
   * Starts anew with what it holds and these others. All leases end; what then counts as
   * acknowledged stays only where such messages are retained.
   */
  synchronized void seek(List<Stored> others, Predicate<Stored> acknowledged, long now) {
    TreeMap<Long, Stored> bySequence = new TreeMap<>();
    others.forEach(stored -> bySequence.put(stored.sequence(), stored));
    held(state -> true).forEach(stored -> bySequence.put(stored.sequence(), stored));
    clear();
    for (Stored stored : bySequence.values()) {
      if (!acknowledged.test(stored)) {
        add(List.of(stored), now);
      } else if (settings.retainAcked()) {
        Held held = new Held(stored, null);
        held.state = Held.State.ACKED;
        chain.append(held);
      }
    }
  }

  private void clear() {
    leases.all().forEach(this::release);
    keys.values().forEach(OrderingKey::leaveLine);
    keys.clear();
    chain.clear();
    fresh.clear();
    returned.clear();
    delays.clear();
  }
}
