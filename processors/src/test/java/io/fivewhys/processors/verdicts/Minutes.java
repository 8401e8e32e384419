// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.contract.LatencyBuckets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Minutes for tests, in a row from {@link #FIRST} on unless told otherwise. */
final class Minutes {

  /** Minute of first traffic. */
  static final long FIRST = 1_000;

  private final List<Minute> minutes = new ArrayList<>();
  private long next;

  private Minutes(long from) {
    next = from;
  }

  static Minutes from(long minute) {
    return new Minutes(minute);
  }

  /** So many minutes, each with as many requests, of which so many fail. */
  Minutes errors(int count, long requests, long errors) {
    return add(count, requests, errors, 0, 0, 0, 50);
  }

  Minutes auth(int count, long requests, long refused) {
    return add(count, requests, 0, refused, 0, 0, 50);
  }

  Minutes throttled(int count, long requests, long refused) {
    return add(count, requests, 0, 0, refused, 0, 50);
  }

  /** As many requests a minute as latencies, in milliseconds. */
  Minutes latencies(int count, double... millis) {
    return add(count, millis.length, 0, 0, 0, 0, millis);
  }

  /** Instances start in the last minute added. */
  Minutes starting(long starts) {
    Minute last = minutes.removeLast();
    minutes.add(
        new Minute(
            last.minute(),
            last.requests(),
            last.errors5xx(),
            last.errorsAuth(),
            last.errors429(),
            last.buckets(),
            last.counts(),
            starts));
    return this;
  }

  private Minutes add(
      int count, long requests, long errors, long auth, long throttled, long starts, double... ms) {
    TreeMap<Integer, Long> histogram = new TreeMap<>();
    LongStream.range(0, requests)
        .forEach(i ->
            histogram.merge(
                LatencyBuckets.of((long) (ms[(int) (i % ms.length)] * 1e6)), 1L, Long::sum));
    for (int i = 0; i < count; i++) {
      minutes.add(
          new Minute(
              next++,
              requests,
              errors,
              auth,
              throttled,
              histogram.keySet().stream().mapToInt(Integer::intValue).toArray(),
              histogram.values().stream().mapToLong(Long::longValue).toArray(),
              starts));
    }
    return this;
  }

  List<Minute> list() {
    return List.copyOf(minutes);
  }
}
