// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

/** Keeps requests below a rate: evenly spaced, with no burst after a rest. */
public final class Pace {

  private static final long MINUTE_NANOS = 60_000_000_000L;

  private final long spaceNanos;
  private long next = Long.MIN_VALUE;

  public Pace(int requestsPerMinute) {
    this.spaceNanos = MINUTE_NANOS / requestsPerMinute;
  }

  /** Takes the next turn, and says how long to wait for it. */
  public long nanosToWait(long now) {
    long turn = Math.max(now, next);
    next = turn + spaceNanos;
    return turn - now;
  }
}
