// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import io.fivewhys.ingest.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Entries that were handed on and are not durable yet: at most so many, and none is forgotten. */
final class InHand {

  private final Semaphore free;
  private @Nullable Instant returned;

  InHand(int most) {
    this.free = new Semaphore(most);
  }

  /** Whether one more may be handed on, after waiting so long for it at most. */
  boolean take(Duration patience) throws InterruptedException {
    return free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** For the entry that was {@linkplain #take taken}. */
  Receipt receipt(Instant time) {
    return new Receipt() {
      @Override
      public void durable() {
        free.release();
      }

      @Override
      public void failed() {
        giveBack(time);
        free.release();
      }
    };
  }

  private synchronized void giveBack(Instant time) {
    returned = returned == null || time.isBefore(returned) ? time : returned;
  }

  /** From when on entries were given back since the last call; null when none was. */
  synchronized @Nullable Instant returned() {
    Instant from = returned;
    returned = null;
    return from;
  }
}
