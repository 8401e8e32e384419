// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The system's clock; what is still to happen when it is closed does not. */
final class SystemTime implements ServerTime, AutoCloseable {

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("storage-write-time").daemon().factory());

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public void after(Duration delay, Runnable task) {
    try {
      var unused = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: a connection that came in at this very moment is cut off anyway.
      return;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
