// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.live;

import io.fivewhys.ingest.google.Pause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Stands still until it is moved, or somebody waits by it. */
final class HandClock extends Clock implements Pause {

  private final Instant begin;
  private final AtomicLong passedNanos = new AtomicLong();

  HandClock(Instant begin) {
    this.begin = begin;
  }

  void advance(Duration by) {
    passedNanos.addAndGet(by.toNanos());
  }

  long nanos() {
    return passedNanos.get();
  }

  @Override
  public void forNanos(long nanos) {
    passedNanos.addAndGet(nanos);
  }

  @Override
  public Instant instant() {
    return begin.plusNanos(passedNanos.get());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
