// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.Settings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Brings live events into the order of their time, with the clocks between them: holds each back
 * for a moment, and lets go what is no later than anything that came before that moment. However
 * what arrives within it is mixed, the same events come out in the same order with the same clocks.
 * Each project has a clock of its own.
 */
final class Sequencer {

  /** Where what is let go goes, in order. */
  interface Output {
    void append(DecodedEntry.Event event, Receipt receipt);

    /** The same entry as the one before it, come again. */
    void repeated(DecodedEntry.Event event, Receipt receipt);

    /**
     * All events of the project before that time went before, unless they come late.
     *
     * @param nanos a whole tick
     */
    void reach(String project, long nanos);
  }

  private record Held(DecodedEntry.Event event, Receipt receipt) {}

  private record Arrival(long atNanos, long reachedNanos) {}

  private static final Comparator<Held> ORDER =
      Comparator.<Held>comparingLong(held -> held.event.reachedNanos())
          .thenComparingLong(held -> held.event.id())
          .thenComparing(held -> held.event.bytes(), Arrays::compareUnsigned);

  private static final class Project {
    final PriorityQueue<Held> held = new PriorityQueue<>(ORDER);
    final Deque<Arrival> arrivals = new ArrayDeque<>();

    /** The latest event time among what has been held long enough. */
    long letGoTo = Long.MIN_VALUE;

    long tick = Long.MIN_VALUE;
  }

  private final long holdNanos;
  private final long tickNanos;
  private final TreeMap<String, Project> projects = new TreeMap<>();
  private int held;

  Sequencer(Settings settings) {
    this.holdNanos = settings.get(Settings.INGEST_HOLD).toNanos();
    this.tickNanos = settings.get(Settings.TICK).toNanos();
  }

  /**
   * @param nowNanos of a clock that only goes on
   */
  void add(DecodedEntry.Event event, Receipt receipt, long nowNanos) {
    Project project = projects.computeIfAbsent(event.project(), name -> new Project());
    project.held.add(new Held(event, receipt));
    project.arrivals.addLast(new Arrival(nowNanos, event.reachedNanos()));
    held++;
  }

  /** Events that wait. */
  int held() {
    return held;
  }

  void release(long nowNanos, Output output) {
    projects.forEach((name, project) -> {
      while (!project.arrivals.isEmpty()
          && nowNanos - project.arrivals.getFirst().atNanos >= holdNanos) {
        project.letGoTo = Math.max(project.letGoTo, project.arrivals.removeFirst().reachedNanos);
      }
      release(name, project, output);
    });
  }

  private void release(String name, Project project, Output output) {
    DecodedEntry.Event last = null;
    while (!project.held.isEmpty() && project.held.peek().event.reachedNanos() <= project.letGoTo) {
      Held next = project.held.remove();
      held--;
      long tick = Math.floorDiv(next.event.reachedNanos(), tickNanos);
      if (tick > project.tick) {
        project.tick = tick;
        output.reach(name, tick * tickNanos);
      }
      if (last != null && isRepeat(last, next.event)) {
        output.repeated(next.event, next.receipt);
      } else {
        output.append(next.event, next.receipt);
        last = next.event;
      }
    }
  }

  private static boolean isRepeat(DecodedEntry.Event one, DecodedEntry.Event other) {
    return one.id() == other.id() && Arrays.equals(one.bytes(), other.bytes());
  }

  /** Gives up what waits: it is to come again. */
  List<Receipt> clear() {
    List<Receipt> receipts = new ArrayList<>();
    for (Project project : projects.values()) {
      project.held.forEach(waiting -> receipts.add(waiting.receipt));
      project.held.clear();
      project.arrivals.clear();
      project.letGoTo = Long.MIN_VALUE;
      // The clock of that tick may be among what was lost: it is said again.
      project.tick = Long.MIN_VALUE;
    }
    held = 0;
    return receipts;
  }
}
