// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Plays a recording in real time's order, as fast as it came in or a number of times faster. */
public final class DemoPlayer {

  /** How the player waits; a test need not. */
  public interface Pause {
    void forNanos(long nanos) throws InterruptedException;
  }

  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();
  private static final int MOST = 500;

  private final LongSupplier nanoClock;
  private final Pause pause;

  public DemoPlayer(LongSupplier nanoClock, Pause pause) {
    this.nanoClock = nanoClock;
    this.pause = pause;
  }

  /** By the system's clock. */
  public static DemoPlayer live() {
    return new DemoPlayer(System::nanoTime, nanos -> Thread.sleep(nanos / 1_000_000));
  }

  /**
   * Returns when the last entry is handed over.
   *
   * @param speed seconds of the recording in one second
   * @param output given what is due, in order, some at a time
   */
  public void play(List<Entry> entries, double speed, Consumer<List<byte[]>> output)
      throws InterruptedException {
    long begin = entries.isEmpty() ? 0 : entries.get(0).receiveNanos();
    long started = nanoClock.getAsLong();
    for (int next = 0; next < entries.size(); ) {
      long elapsed = nanoClock.getAsLong() - started;
      int due = next;
      while (due < entries.size()
          && due - next < MOST
          && (entries.get(due).receiveNanos() - begin) / speed <= elapsed) {
        due++;
      }
      if (due > next) {
        output.accept(entries.subList(next, due).stream().map(Entry::json).toList());
        next = due;
      } else {
        pause.forNanos(STEP_NANOS);
      }
    }
  }
}
