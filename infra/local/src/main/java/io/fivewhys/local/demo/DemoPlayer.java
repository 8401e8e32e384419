// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.demo;

import io.fivewhys.ingest.IngestCounts;
import io.fivewhys.ingest.Ingestor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Plays a recording into ingest, as fast as it came in or a number of times faster. */
final class DemoPlayer {

  /** How the player waits; a test need not. */
  interface Pause {
    void forNanos(long nanos) throws InterruptedException;
  }

  private static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

  private final LongSupplier nanoClock;
  private final Pause pause;

  DemoPlayer(LongSupplier nanoClock, Pause pause) {
    this.nanoClock = nanoClock;
    this.pause = pause;
  }

  /**
   * Returns when the last entry is ingested.
   *
   * @param speed seconds of the recording in one second
   */
  IngestCounts play(List<Entry> entries, double speed, Ingestor ingestor)
      throws IOException, InterruptedException {
    IngestCounts total = new IngestCounts();
    long begin = entries.isEmpty() ? 0 : entries.get(0).receiveNanos();
    long started = nanoClock.getAsLong();
    int next = 0;
    while (next < entries.size()) {
      long elapsed = nanoClock.getAsLong() - started;
      ByteArrayOutputStream due = new ByteArrayOutputStream();
      while (next < entries.size()
          && (entries.get(next).receiveNanos() - begin) / speed <= elapsed) {
        due.writeBytes(entries.get(next++).json());
        due.write('\n');
      }
      total.add(ingestor.ingest("demo", new ByteArrayInputStream(due.toByteArray())));
      pause.forNanos(STEP_NANOS);
    }
    return total;
  }
}
