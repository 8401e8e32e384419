// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The system's clock, or one that is ahead of it. */
final class SystemTime implements ServerTime {

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("storage-write-time").daemon().factory());

  private final Duration ahead;

  SystemTime() {
    this(Duration.ZERO);
  }

  SystemTime(Duration ahead) {
    this.ahead = ahead;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
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
