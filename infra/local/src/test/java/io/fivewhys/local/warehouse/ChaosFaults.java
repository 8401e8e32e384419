// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Faults by chance that can be called off, and that count what comes. */
final class ChaosFaults implements Faults {

  private final Faults chance;
  private final Map<Fault, Integer> befallen = new EnumMap<>(Fault.class);
  private long appends;
  private boolean calm;
  private boolean dead;

  ChaosFaults(Faults chance) {
    this.chance = chance;
  }

  @Override
  public synchronized Fault onAppend(String stream, long offset) {
    appends++;
    notifyAll();
    Fault fault = next(stream, offset);
    befallen.merge(fault, 1, Integer::sum);
    return fault;
  }

  private Fault next(String stream, long offset) {
    if (dead) {
      return appends % 2 == 0 ? Fault.LOSE_ANSWER : Fault.LOSE_REQUEST;
    }
    return calm ? Fault.NONE : chance.onAppend(stream, offset);
  }

  @Override
  public synchronized Fault onCall(String table) {
    return calm ? Fault.NONE : chance.onCall(table);
  }

  @Override
  public synchronized Duration lateness(String stream, long offset) {
    return calm ? Duration.ZERO : chance.lateness(stream, offset);
  }

  @Override
  public @Nullable String refusal(List<@Nullable Object> row) {
    return ChaosInput.refusal(row);
  }

  synchronized void calm() {
    calm = true;
  }

  /** From now on nothing is answered: half of what comes is lost, half of it stays. */
  synchronized void die() {
    dead = true;
  }

  /** Returns when so many more appends came, or none came for long. */
  synchronized void await(int more) throws InterruptedException {
    long until = appends + more;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
    for (long left = 1; appends < until && left > 0; ) {
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      wait(Math.max(1, left));
    }
  }

  synchronized Map<Fault, Integer> befallen() {
    return new EnumMap<>(befallen);
  }
}
