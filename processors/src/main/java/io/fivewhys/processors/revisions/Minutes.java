// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.processors.verdicts.Minute;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sums minutes of several revisions. Integers and buckets: exact, in whichever order they come. */
final class Minutes {

  private final TreeMap<Long, Minute> sums = new TreeMap<>();

  /**
   * @param last included
   */
  Minutes add(SortedMap<Long, KeptMinute> minutes, long first, long last) {
    if (first <= last) {
      minutes
          .subMap(first, last + 1)
          .forEach((minute, kept) -> sums.merge(minute, kept.counts(), Minutes::sum));
    }
    return this;
  }

  /** Ascending. */
  List<Minute> ascending() {
    return new ArrayList<>(sums.values());
  }

  private static Minute sum(Minute one, Minute other) {
    TreeMap<Integer, Long> histogram = new TreeMap<>();
    addHistogram(histogram, one);
    addHistogram(histogram, other);
    return new Minute(
        one.minute(),
        one.requests() + other.requests(),
        one.errors5xx() + other.errors5xx(),
        one.errorsAuth() + other.errorsAuth(),
        one.errors429() + other.errors429(),
        histogram.keySet().stream().mapToInt(bucket -> bucket).toArray(),
        histogram.values().stream().mapToLong(count -> count).toArray(),
        one.starts() + other.starts());
  }

  private static void addHistogram(TreeMap<Integer, Long> histogram, Minute minute) {
    for (int i = 0; i < minute.buckets().length; i++) {
      histogram.merge(minute.buckets()[i], minute.counts()[i], Long::sum);
    }
  }
}
