// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.replay;

/** Told now and then how far a replay is. Called by one thread at a time; must return at once. */
public interface Progress {

  Progress SILENT = new Progress() {};

  /** Entries and bytes read so far, all inputs together. */
  default void read(long entries, long bytes) {}

  /**
   * Events that went through the pipeline so far, and the event time reached, nanoseconds since the
   * epoch.
   */
  default void processed(long events, long eventTimeNanos) {}

  /** Everything is read and counted; files are being written. */
  default void writing() {}
}
