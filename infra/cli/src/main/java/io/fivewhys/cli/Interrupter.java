// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: lets a thread close what it has opened, and waits for that. */
final class Interrupter {

  private static final int GOODBYE_SECONDS = 20;

  private Interrupter() {}

  /** Interrupts the calling thread when the program is told to end; counted down, it may. */
  static CountDownLatch ofThisThread() {
    Thread running = Thread.currentThread();
    CountDownLatch cleanedUp = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(() -> {
                  if (cleanedUp.getCount() > 0) {
                    running.interrupt();
                  }
                  try {
                    cleanedUp.await(GOODBYE_SECONDS, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
    return cleanedUp;
  }
}
