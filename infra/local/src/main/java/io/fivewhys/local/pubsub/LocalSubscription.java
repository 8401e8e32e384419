// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import com.google.pubsub.v1.Subscription;
import io.grpc.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription with its settings, its backlog and those who pull from it. One dispatcher at a
 * time hands out messages, in turns to all consumers; whoever changes something signals it.
 */
final class LocalSubscription {

  private static final Logger LOG = LoggerFactory.getLogger(LocalSubscription.class);

  private final String name;
  private final LocalTopic topic;
  private final Executor executor;
  private final LongSupplier clock;
  private final PubSubFaults faults;
  private final Filter filter;
  private final Backlog backlog;
  private final List<PullStream> streams = new CopyOnWriteArrayList<>();
  private final List<PullCall> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger signals = new AtomicInteger();
  private volatile Subscription said;
  private volatile DeliverySettings settings;
  private volatile @Nullable Status end;

  LocalSubscription(
      Subscription said,
      LocalTopic topic,
      Backlog backlog,
      PubSubFaults faults,
      Executor executor,
      LongSupplier clock) {
    this.name = said.getName();
    this.said = said;
    this.topic = topic;
    this.settings = DeliverySettings.of(said);
    this.filter = Filter.parse(said.getFilter());
    this.backlog = backlog;
    this.faults = faults;
    this.executor = executor;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** The one that it was made for, deleted or not. */
  LocalTopic topic() {
    return topic;
  }

  Subscription said() {
    return said;
  }

  Backlog backlog() {
    return backlog;
  }

  DeliverySettings settings() {
    return settings;
  }

  void change(Subscription changed) {
    said = changed;
    settings = DeliverySettings.of(changed);
    backlog.settings(settings);
    // Clients learn of it from the next response.
    streams.forEach(PullStream::ping);
    signal();
  }

  List<Stored> matching(List<Stored> published) {
    return filter.takesAll() ? published : published.stream().filter(this::matches).toList();
  }

  boolean matches(Stored stored) {
    return filter.matches(stored.message().getAttributesMap());
  }

  /** Acknowledged messages make room for others. */
  Refused acknowledge(List<String> ackIds) {
    Refused refused = backlog.acknowledge(ackIds, clock.getAsLong());
    signal();
    return refused;
  }

  Refused modifyDeadline(List<String> ackIds, int seconds) {
    Refused refused = backlog.modifyDeadline(ackIds, seconds, clock.getAsLong());
    if (seconds == 0) {
      signal();
    }
    return refused;
  }

  void attach(PullStream stream) {
    streams.add(stream);
    Status ended = end;
    if (ended != null) {
      stream.endWith(ended);
    }
    signal();
  }

  void attach(PullCall call) {
    calls.add(call);
    Status ended = end;
    if (ended != null) {
      call.endWith(ended);
    }
    signal();
  }

  /** Ends all streams and waiting pulls, those to come included. */
  void close(Status status) {
    end = status;
    streams.forEach(stream -> stream.endWith(status));
    calls.forEach(call -> call.endWith(status));
    signal();
  }

  /** Whether messages were given back. */
  boolean tick(long now) {
    boolean ready = backlog.tick(now);
    if (ready || calls.stream().anyMatch(call -> call.isDue(now))) {
      signal();
    }
    return ready;
  }

  /** Has the dispatcher look, at once or after what it is at. */
  void signal() {
    if (signals.getAndIncrement() == 0) {
      executor.execute(this::dispatch);
    }
  }

  private void dispatch() {
    int seen = signals.get();
    do {
      handOut();
      seen = signals.addAndGet(-seen);
    } while (seen != 0);
  }

  /** A fault of ours must not end the dispatching. */
  private void handOut() {
    try {
      boolean busy = true;
      while (busy) {
        busy = turn(clock.getAsLong());
      }
    } catch (RuntimeException e) {
      LOG.error("the local Pub/Sub server failed to deliver from {}", name, e);
    }
  }

  private boolean turn(long now) {
    boolean sent = false;
    for (PullStream stream : streams) {
      sent |= stream.send(backlog, settings, () -> faults.dropStream(name), now);
      if (stream.isOver()) {
        streams.remove(stream);
      }
    }
    for (PullCall call : calls) {
      if (call.answer(backlog, said.getAckDeadlineSeconds() * 1000L, now)) {
        calls.remove(call);
      }
    }
    return sent;
  }
}
