// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.journeys;

import io.fivewhys.JourneyMinute;
import io.fivewhys.LatencyBucket;
import io.fivewhys.contract.LatencyBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One journey in one minute, still open. Only sums, so any order gives the same. */
final class JourneyCell {

  boolean unpublished = true;
  private long good;
  private long total;
  private final TreeMap<Integer, Long> durations = new TreeMap<>();

  void add(Tally tally) {
    good += tally.good() ? 1 : 0;
    total += tally.total() ? 1 : 0;
    if (tally.nanos() >= 0) {
      long nanos = Math.min(tally.nanos(), LatencyBuckets.MAX_NANOS);
      durations.merge(LatencyBuckets.of(nanos), 1L, Long::sum);
    }
    unpublished = true;
  }

  void restore(JourneyMinute saved) {
    good = saved.getGood();
    total = saved.getTotal();
    saved.getLatencyHistogram().forEach(b -> durations.put(b.getBucket(), b.getCount()));
  }

  JourneyMinute snapshot(
      String project, String journey, long startMicros, int part, boolean closed, long atMicros) {
    List<LatencyBucket> histogram = new ArrayList<>();
    durations.forEach((bucket, count) -> histogram.add(new LatencyBucket(bucket, count)));
    return new JourneyMinute(
        project, journey, startMicros, part, closed, atMicros, good, total, p95(), histogram);
  }

  private @Nullable Double p95() {
    return durations.isEmpty()
        ? null
        : LatencyBuckets.quantile(
            durations.keySet().stream().mapToInt(Integer::intValue).toArray(),
            durations.values().stream().mapToLong(Long::longValue).toArray(),
            0.95);
  }
}
