// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.processors.verdicts.Minute;
import io.fivewhys.processors.verdicts.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * One deploy of an invented service whose truth is known: Poisson traffic, independent errors,
 * lognormal latencies with a median of 80 ms.
 */
final class SimulatedDeploy {

  /**
   * What is true of a deploy.
   *
   * @param requestsPerSecond of each revision
   * @param errorRate of the old revision
   * @param errorRateAfter of the new one
   * @param slowdown factor on the new one's latencies
   * @param overlap whether the old revision goes on serving beside it; else the new one takes over
   */
  record Truth(
      double requestsPerSecond,
      double errorRate,
      double errorRateAfter,
      double slowdown,
      boolean overlap) {

    Truth instead() {
      return new Truth(requestsPerSecond, errorRate, errorRateAfter, slowdown, false);
    }
  }

  /** When first traffic came, minutes since the epoch. */
  private static final long FIRST = 30_000_000;

  private static final double MEDIAN_NANOS = 80e6;
  private static final double SIGMA = 0.6;

  /** For each minute, what was known of it at each look. */
  private final List<List<Minute>> fresh = new ArrayList<>();

  private final List<List<Minute>> old = new ArrayList<>();
  private final int before;
  private final int looks;

  /**
   * @param before minutes of the old revision before first traffic
   * @param after minutes after it
   * @param looks at each minute, evenly spaced; the last when it is over
   */
  SimulatedDeploy(Truth truth, int before, int after, int looks, RandomGenerator random) {
    this.before = before;
    this.looks = looks;
    for (int i = -before; i < after; i++) {
      long minute = FIRST + i;
      old.add(
          i < 0 || truth.overlap()
              ? snapshots(minute, truth.requestsPerSecond(), truth.errorRate(), 1, random)
              : List.of());
      if (i >= 0) {
        fresh.add(
            snapshots(
                minute,
                truth.requestsPerSecond(),
                truth.errorRateAfter(),
                truth.slowdown(),
                random));
      }
    }
  }

  /** What is known at a look, counted from 1 at first traffic. */
  Trial at(int look) {
    return new Trial(
        "svc-00001-old",
        "svc-00002-new",
        seen(fresh, look),
        seen(old, look + before * looks),
        List.of(),
        FIRST,
        List.of());
  }

  private List<Minute> seen(List<List<Minute>> minutes, int look) {
    List<Minute> seen = new ArrayList<>();
    for (int i = 0; i * looks < look; i++) {
      List<Minute> snapshots = minutes.get(i);
      if (!snapshots.isEmpty()) {
        seen.add(snapshots.get(Math.min(looks, look - i * looks) - 1));
      }
    }
    return seen;
  }

  private List<Minute> snapshots(
      long minute, double perSecond, double errorRate, double slowdown, RandomGenerator random) {
    List<Minute> snapshots = new ArrayList<>(looks);
    int requests = 0;
    int errors = 0;
    TreeMap<Integer, Long> histogram = new TreeMap<>();
    for (int look = 0; look < looks; look++) {
      for (int arrivals = poisson(60 * perSecond / looks, random); arrivals > 0; arrivals--) {
        requests++;
        if (random.nextDouble() < errorRate) {
          errors++;
        }
        double nanos = MEDIAN_NANOS * slowdown * Math.exp(SIGMA * random.nextGaussian());
        histogram.merge(LatencyBuckets.of((long) nanos), 1L, Long::sum);
      }
      snapshots.add(
          new Minute(
              minute,
              requests,
              errors,
              0,
              0,
              histogram.keySet().stream().mapToInt(Integer::intValue).toArray(),
              histogram.values().stream().mapToLong(Long::longValue).toArray(),
              0));
    }
    return snapshots;
  }

  /** By counting exponential pauses within one unit of time. */
  private static int poisson(double mean, RandomGenerator random) {
    int count = 0;
    for (double time = random.nextExponential(); time < mean; time += random.nextExponential()) {
      count++;
    }
    return count;
  }
}
