// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.observations;

import io.fivewhys.Clock;
import io.fivewhys.contract.AvroCodec;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.state.KeyPart;
import io.fivewhys.processors.state.StateWriter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One project's observations of all partitions of the events, in an order that does not depend on
 * how fast each of them was read. What came between two clocks of a partition waits until every
 * partition has the second of them; it then goes on by event time, and the clock after it.
 */
final class Alignment {

  private static final AvroCodec<Clock> CLOCKS = Topics.OBSERVATIONS.codec();

  private static final int MARK_BYTES = 2 * Long.BYTES + 1;
  private static final byte NO_MARK = 0;
  private static final byte TIME = 1;
  private static final byte SILENCE = 2;

  private static final Comparator<Waiting> ORDER =
      Comparator.<Waiting>comparingLong(waiting -> waiting.observation.millis())
          .thenComparingInt(waiting -> waiting.observation.partition())
          .thenComparingLong(Waiting::number);

  /**
   * A time that a partition has reached, or its silence after that.
   *
   * @param until how long the silence has lasted, by the system's clock
   */
  private record Mark(long reached, boolean silent, long until) implements Comparable<Mark> {
    static final Mark NONE = new Mark(Long.MIN_VALUE, false, 0);

    private static final Comparator<Mark> ORDER =
        Comparator.comparingLong(Mark::reached)
            .thenComparing(Mark::silent)
            .thenComparingLong(Mark::until);

    @Override
    public int compareTo(Mark other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * @param number in the order of arrival
   * @param mark of a clock; null for what is none
   */
  private record Waiting(long number, Observation observation, @Nullable Mark mark) {}

  /** What one partition has said and not all have reached. */
  private static final class Queue {
    final Deque<Waiting> waiting = new ArrayDeque<>();

    /** The latest, waiting or not. */
    Mark latest = Mark.NONE;

    void reach(@Nullable Mark mark) {
      if (mark != null && mark.compareTo(latest) > 0) {
        latest = mark;
      }
    }

    @Nullable Mark firstMark() {
      for (Waiting each : waiting) {
        if (each.mark != null) {
          return each.mark;
        }
      }
      return null;
    }
  }

  private final String project;
  private final StateWriter state;
  private final Consumer<byte[]> output;
  private final TreeMap<Integer, Queue> queues = new TreeMap<>();
  private int partitions;
  private long next;

  /**
   * @param output told each message in the aligned order
   */
  Alignment(String project, StateWriter state, Consumer<byte[]> output) {
    this.project = project;
    this.state = state;
    this.output = output;
  }

  void accept(Observation observation) {
    Queue queue = queue(observation.partition());
    Clock clock = clock(observation);
    if (clock == null) {
      enqueue(queue, observation, null);
      return;
    }
    partitions = Math.max(partitions, clock.getPartitions());
    Mark mark = mark(queue, clock);
    if (mark.compareTo(queue.latest) > 0) {
      queue.latest = mark;
      enqueue(queue, observation, mark);
      release();
    }
  }

  private static @Nullable Clock clock(Observation observation) {
    return CLOCKS.wrote(observation.message()) ? CLOCKS.decode(observation.message()) : null;
  }

  private static Mark mark(Queue queue, Clock clock) {
    return clock.getSilent()
        ? new Mark(queue.latest.reached, true, clock.getNow())
        : new Mark(clock.getReached(), false, 0);
  }

  private void enqueue(Queue queue, Observation observation, @Nullable Mark mark) {
    Waiting waiting = new Waiting(next++, observation, mark);
    queue.waiting.addLast(waiting);
    state.write(key(waiting), bytes(waiting));
  }

  /** Lets go what every partition has reached, clock by clock. */
  private void release() {
    for (Mark at = earliest(); at != null && isReached(at); at = earliest()) {
      List<Waiting> released = new ArrayList<>();
      List<Waiting> clocks = new ArrayList<>();
      for (Queue queue : queues.values()) {
        if (at.equals(queue.firstMark())) {
          clocks.add(take(queue, released));
        }
      }
      released.sort(ORDER);
      released.forEach(each -> output.accept(each.observation.message()));
      output.accept(clocks.get(0).observation.message());
      saveReached();
    }
  }

  private @Nullable Mark earliest() {
    return queues.values().stream()
        .map(Queue::firstMark)
        .filter(Objects::nonNull)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private boolean isReached(Mark mark) {
    for (int partition = 0; partition < partitions; partition++) {
      Queue queue = queues.get(partition);
      if (queue == null || queue.latest.compareTo(mark) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Takes what waits before the first clock, and returns that. */
  private Waiting take(Queue queue, List<Waiting> taken) {
    while (true) {
      Waiting each = queue.waiting.removeFirst();
      state.write(key(each), null);
      if (each.mark != null) {
        return each;
      }
      taken.add(each);
    }
  }

  private Queue queue(int partition) {
    return queues.computeIfAbsent(partition, p -> new Queue());
  }

  private String key(Waiting waiting) {
    return "waiting/" + KeyPart.of(project) + '/' + waiting.number;
  }

  private static byte[] bytes(Waiting waiting) {
    Observation observation = waiting.observation;
    byte[] message = observation.message();
    ByteBuffer value =
        ByteBuffer.allocate(Integer.BYTES + Long.BYTES + MARK_BYTES + message.length)
            .putInt(observation.partition())
            .putLong(observation.millis());
    return put(value, waiting.mark).put(message).array();
  }

  private void saveReached() {
    ByteBuffer value =
        ByteBuffer.allocate(Integer.BYTES + queues.size() * (Integer.BYTES + MARK_BYTES));
    value.putInt(partitions);
    queues.forEach((partition, queue) -> put(value.putInt(partition), queue.latest));
    state.write("reached/" + KeyPart.of(project), value.array());
  }

  private static ByteBuffer put(ByteBuffer buffer, @Nullable Mark mark) {
    return mark == null
        ? buffer.putLong(0).putLong(0).put(NO_MARK)
        : buffer.putLong(mark.reached).putLong(mark.until).put(mark.silent ? SILENCE : TIME);
  }

  private static @Nullable Mark mark(ByteBuffer buffer) {
    long reached = buffer.getLong();
    long until = buffer.getLong();
    byte kind = buffer.get();
    return kind == NO_MARK ? null : new Mark(reached, kind == SILENCE, until);
  }

  /** Which project a key of the state is of. */
  static String project(String key) {
    return KeyPart.text(key.split("/", 3)[1]);
  }

  /** Takes back what was written, in any order; {@link #restored} follows. */
  void restore(String key, byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    if (key.startsWith("reached/")) {
      partitions = buffer.getInt();
      while (buffer.hasRemaining()) {
        queue(buffer.getInt()).reach(mark(buffer));
      }
      return;
    }
    int partition = buffer.getInt();
    long millis = buffer.getLong();
    Mark mark = mark(buffer);
    byte[] message = new byte[buffer.remaining()];
    buffer.get(message);
    long number = Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
    next = Math.max(next, number + 1);
    Queue queue = queue(partition);
    queue.reach(mark);
    queue.waiting.addLast(new Waiting(number, new Observation(partition, millis, message), mark));
  }

  /** All of it was taken back. */
  void restored() {
    for (Queue queue : queues.values()) {
      List<Waiting> sorted = new ArrayList<>(queue.waiting);
      sorted.sort(Comparator.comparingLong(Waiting::number));
      queue.waiting.clear();
      queue.waiting.addAll(sorted);
    }
  }
}
