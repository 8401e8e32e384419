// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the events read since the start: read = counted + duplicates + late + undecodable.
 * One for all tasks of a process.
 */
public final class WindowCounts {

  public final LongAdder counted = new LongAdder();
  public final LongAdder duplicates = new LongAdder();
  public final LongAdder late = new LongAdder();
  public final LongAdder undecodable = new LongAdder();

  /** Minutes that closed and went out. */
  public final LongAdder closedMinutes = new LongAdder();

  /** Minutes open now, as of the last second. */
  public final LongAdder openMinutes = new LongAdder();

  /** The latest event time counted, nanoseconds since the epoch; 0 before the first. */
  public final LongAccumulator reachedNanos = new LongAccumulator(Math::max, 0);

  /** Events that something became of. */
  public long read() {
    return counted.sum() + duplicates.sum() + late.sum() + undecodable.sum();
  }
}
