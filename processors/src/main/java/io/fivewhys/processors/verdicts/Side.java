// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.List;

/** Minutes that are compared as one, with their latencies merged. */
record Side(List<Minute> minutes, Latencies latencies) {

  Side(List<Minute> minutes) {
    this(minutes, Latencies.of(minutes));
  }

  long requests() {
    return minutes.stream().mapToLong(Minute::requests).sum();
  }

  /** Of an empty side the epoch. */
  long lastMinute() {
    return minutes.isEmpty() ? 0 : minutes.getLast().minute();
  }

  /**
   * @param cut bucket above which a request counts as slow; of a latency only
   */
  Counts count(Indicator indicator, int cut) {
    if (indicator.isLatency()) {
      return latencies.slowerThan(cut);
    }
    Counts sum = Counts.NONE;
    for (Minute minute : minutes) {
      sum = sum.plus(indicator.count(minute, cut));
    }
    return sum;
  }
}
