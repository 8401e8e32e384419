// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.time.Duration;

/**
 * How long to wait before the next attempt: twice as long after each that failed, up to a limit.
 */
public record Backoff(Duration first, Duration most) {

  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param failures in a row, from 1 on
   */
  public Duration after(int failures) {
    Duration wanted = first.multipliedBy(1L << Math.clamp(failures - 1L, 0, MOST_DOUBLINGS));
    return wanted.compareTo(most) < 0 ? wanted : most;
  }
}
