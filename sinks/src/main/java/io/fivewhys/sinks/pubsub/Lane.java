// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Escalation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The escalations of one incident that are in hand, in order. A failure sends everything from the
 * first unacknowledged one again, in order, after a pause that doubles; what comes meanwhile waits
 * behind it.
 */
final class Lane {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final int PAUSE_DOUBLINGS = 7;

  private static final class Entry {
    final long offset;
    final Escalation escalation;

    /** Null while it waits to be sent. */
    @Nullable CompletableFuture<String> answer;

    Entry(long offset, Escalation escalation) {
      this.offset = offset;
      this.escalation = escalation;
    }

    boolean acknowledged() {
      return answer != null && answer.isDone() && !answer.isCompletedExceptionally();
    }

    boolean failed() {
      return answer != null && answer.isCompletedExceptionally();
    }
  }

  private final String orderingKey;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private int failures;
  private boolean broken;
  private long notBeforeNanos;
  private long progressNanos;
  private @Nullable PublishFault fault;

  Lane(String orderingKey, long nowNanos) {
    this.orderingKey = orderingKey;
    notBeforeNanos = nowNanos;
    progressNanos = nowNanos;
  }

  void add(long offset, Escalation escalation) {
    entries.add(new Entry(offset, escalation));
  }

  /**
   * Takes what was acknowledged and sends what is due.
   *
   * @return how many were acknowledged
   */
  int pump(OrderedTopic topic, long nowNanos) {
    int acknowledged = 0;
    while (!entries.isEmpty() && entries.getFirst().acknowledged()) {
      entries.removeFirst();
      acknowledged++;
    }
    if (acknowledged > 0) {
      failures = 0;
      fault = null;
      progressNanos = nowNanos;
    }
    if (!entries.isEmpty() && entries.getFirst().failed()) {
      takeBack(nowNanos);
    }
    if (nowNanos - notBeforeNanos >= 0) {
      send(topic, nowNanos);
    }
    return acknowledged;
  }

  /** The topic is another one now, which has heard of nothing. */
  void startOver(long nowNanos) {
    entries.forEach(entry -> entry.answer = null);
    broken = false;
    notBeforeNanos = nowNanos;
    progressNanos = nowNanos;
  }

  private void takeBack(long nowNanos) {
    if (entries.stream().anyMatch(entry -> entry.answer != null && !entry.answer.isDone())) {
      return; // the topic fails the rest of them before it can resume
    }
    fault = PublishException.faultOf(failure(entries.getFirst()));
    entries.forEach(entry -> entry.answer = null);
    broken = true;
    notBeforeNanos = nowNanos + FIRST_PAUSE.toNanos() * (1L << Math.min(failures, PAUSE_DOUBLINGS));
    progressNanos = notBeforeNanos;
    failures++;
  }

  private void send(OrderedTopic topic, long nowNanos) {
    if (entries.stream().allMatch(entry -> entry.answer == null)) {
      progressNanos = nowNanos; // nothing was awaited until now
    }
    if (broken) {
      topic.resume(orderingKey);
      broken = false;
    }
    for (Entry entry : entries) {
      if (entry.answer == null) {
        entry.answer = topic.publish(entry.escalation);
      }
    }
  }

  private static Throwable failure(Entry entry) {
    CompletableFuture<String> answer = entry.answer;
    return answer == null
        ? new IllegalStateException("nothing was answered")
        : answer.exceptionNow();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  int size() {
    return entries.size();
  }

  /** Offset of the first that is not acknowledged. */
  long firstOffset() {
    return entries.getFirst().offset;
  }

  /** Since when there has been neither an acknowledgement nor a failure. */
  long waitingSinceNanos() {
    return progressNanos;
  }

  /** Why it was set back last, until something gets through again. */
  @Nullable PublishFault fault() {
    return fault;
  }

  CompletableFuture<?> underWay() {
    return CompletableFuture.allOf(
        entries.stream()
            .flatMap(entry -> Stream.ofNullable(entry.answer))
            .toArray(CompletableFuture<?>[]::new));
  }
}
