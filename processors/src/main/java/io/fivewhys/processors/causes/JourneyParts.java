// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.JourneyMinute;
import java.util.TreeMap;

/**
 * Minutes of journeys come in parts, one of each partition of events: the latest of each counts.
 */
final class JourneyParts {

  /** Of all parts of one minute. */
  record Sum(long good, long total) {
    Sum plus(Sum other) {
      return new Sum(good + other.good, total + other.total);
    }
  }

  /** By begin of the minute, journey and part. */
  private final TreeMap<Long, TreeMap<String, TreeMap<Integer, Sum>>> parts = new TreeMap<>();

  Sum sum(JourneyMinute minute) {
    TreeMap<Integer, Sum> ofMinute =
        parts
            .computeIfAbsent(minute.getWindowStart(), start -> new TreeMap<>())
            .computeIfAbsent(minute.getJourney(), journey -> new TreeMap<>());
    ofMinute.put(minute.getPart(), new Sum(minute.getGood(), minute.getTotal()));
    return ofMinute.values().stream().reduce(new Sum(0, 0), Sum::plus);
  }

  /**
   * @param start microseconds
   */
  void forgetBefore(long start) {
    parts.headMap(start, false).clear();
  }
}
