// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.util.TreeMap;

/**
 * One project: its entries come through one log sink, so they share one clock. How far its event
 * time has got, what of it was seen, and its revisions.
 */
final class Source {

  final String project;
  final SeenIds seen;

  /** By name: what goes out at one tick goes out in one order. */
  final TreeMap<String, Series> series = new TreeMap<>();

  /**
   * Event time reached, nanoseconds: the latest event's, but no later than its receipt, so that a
   * clock that runs ahead closes nothing.
   */
  long watermarkNanos = Long.MIN_VALUE;

  /** The tick, counted from the epoch, that was last run. */
  long lastTick = Long.MIN_VALUE;

  /** First minute that is not closed. */
  long openFrom = Long.MIN_VALUE;

  /** First minute of which repeats are recognised. */
  long rememberFrom = Long.MIN_VALUE;

  /** The hour, counted from the epoch, in which silent series were last looked for. */
  long sweptHour;

  /** How long the writer of the events had lived at its last entry, milliseconds. */
  long heardMillis;

  /** Nothing has come of it for so long that this was told. */
  boolean silent;

  /** Until when it was last said to be; said again after a restart, which does no harm. */
  long silentMillis = Long.MIN_VALUE;

  boolean unsaved;

  Source(String project, int maxSeenIds) {
    this.project = project;
    this.seen = new SeenIds(maxSeenIds);
  }

  boolean hasNoOpenMinute() {
    return series.values().stream().allMatch(one -> one.cells.isEmpty());
  }
}
