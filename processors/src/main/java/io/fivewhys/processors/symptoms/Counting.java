// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.contract.LatencyBuckets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records read into counters. */
final class Counting {

  private Counting() {}

  static long[] of(ServiceMinute minute) {
    long[] counts = new long[Counter.COUNT];
    counts[Counter.REQUESTS.ordinal()] = minute.getRequests();
    counts[Counter.ERRORS.ordinal()] = minute.getErrors5xx();
    counts[Counter.AUTH.ordinal()] = minute.getErrorsAuth();
    counts[Counter.THROTTLED.ordinal()] = minute.getErrors429();
    counts[Counter.STARTS.ordinal()] = minute.getInstanceStarts();
    return counts;
  }

  static long[] of(SignalMinute minute) {
    long[] counts = new long[Counter.COUNT];
    for (SignalTotal total : minute.getSignals()) {
      Counter counter = counter(total);
      if (counter != null) {
        counts[counter.ordinal()] += total.getCount();
      }
    }
    return counts;
  }

  private static @Nullable Counter counter(SignalTotal total) {
    return switch (total.getSignal()) {
      case NO_INSTANCE -> Counter.NO_INSTANCE;
      case REQUEST_TIMEOUT -> Counter.TIMEOUTS;
      case MEMORY_LIMIT -> Counter.MEMORY;
      case START_FAILED -> Counter.START_FAILED;
      case PROBE_FAILED -> Counter.PROBE_FAILED;
      case CONTAINER_EXIT -> Counter.CONTAINER_EXIT;
      default -> null; // of what it leans on, not of itself
    };
  }

  static long[] of(long bad, long total) {
    long[] counts = new long[Counter.COUNT];
    counts[Counter.REQUESTS.ordinal()] = total;
    counts[Counter.ERRORS.ordinal()] = bad;
    return counts;
  }

  /** Requests of the histogram that took longer than a threshold, by buckets wholly beyond it. */
  static long[] slower(List<LatencyBucket> histogram, Duration threshold) {
    int last = LatencyBuckets.of(threshold.toNanos());
    long total = 0;
    long slower = 0;
    for (LatencyBucket each : histogram) {
      total += each.getCount();
      slower += each.getBucket() > last ? each.getCount() : 0;
    }
    return of(slower, total);
  }
}
