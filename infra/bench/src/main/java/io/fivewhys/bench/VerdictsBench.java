// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.Verdict;
import io.fivewhys.bench.SimulatedDeploy.Truth;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.verdicts.Judge;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * How often the judge is wrong, and how soon it is right, on simulated deploys whose truth is
 * known.
 */
public final class VerdictsBench {

  /** Minutes of the old revision before first traffic. */
  private static final int BEFORE = 60;

  private static final List<Double> TRAFFIC = List.of(0.05, 0.5, 2.0, 10.0);

  private final Judge judge = new Judge(Settings.defaults());
  private final int deploys;
  private final int looks;
  private final long seed;

  /**
   * @param looks at each minute
   */
  VerdictsBench(int deploys, int looks, long seed) {
    this.deploys = deploys;
    this.looks = looks;
    this.seed = seed;
  }

  public static void main(String[] args) {
    BenchOptions options =
        BenchOptions.parse(
            args, Map.of("deploys", "2000", "cell", "300", "looks", "1", "seed", "1"));
    int looks = (int) options.number("looks");
    long seed = options.number("seed");
    new VerdictsBench((int) options.number("cell"), looks, seed).printTable();
    VerdictsBench most = new VerdictsBench((int) options.number("deploys"), looks, seed);
    System.out.printf(
        Locale.ROOT,
        "{\"false_positive_rate\":%.5f,\"power\":%.4f}%n",
        most.falsePositiveRate(),
        most.power());
  }

  private void printTable() {
    System.out.printf(Locale.ROOT, "%,d deploys in each cell, seed %d%n", deploys, seed);
    System.out.printf(
        "no effect, looked at every minute for an hour: share ever called REGRESSION%n");
    System.out.printf("  %-12s %-10s %10s %10s%n", "requests/s", "errors", "beside", "instead");
    for (double traffic : TRAFFIC) {
      for (double errors : List.of(0.0005, 0.005, 0.05)) {
        System.out.printf(
            Locale.ROOT,
            "  %-12s %-10s %9.2f%% %9.2f%%%n",
            traffic,
            100 * errors + " %",
            100 * everCalled(new Truth(traffic, errors, errors, 1, true), 60),
            100 * everCalled(new Truth(traffic, errors, errors, 1, false), 60));
      }
    }
    System.out.printf("an effect: share called REGRESSION within 5 / 15 minutes, beside the old%n");
    for (double traffic : TRAFFIC) {
      for (Truth effect :
          List.of(
              new Truth(traffic, 0.005, 0.02, 1, true),
              new Truth(traffic, 0.005, 0.05, 1, true),
              new Truth(traffic, 0.005, 0.30, 1, true),
              new Truth(traffic, 0.005, 0.005, 1.6, true),
              new Truth(traffic, 0.005, 0.005, 3, true))) {
        System.out.printf(
            Locale.ROOT,
            "  %-12s %-26s %8.1f%% %8.1f%%   instead of it %8.1f%% %8.1f%%%n",
            traffic,
            effect.slowdown() > 1
                ? "latency x " + effect.slowdown()
                : "errors 0.5 % to " + 100 * effect.errorRateAfter() + " %",
            100 * everCalled(effect, 5),
            100 * everCalled(effect, 15),
            100 * everCalled(instead(effect), 5),
            100 * everCalled(instead(effect), 15));
      }
    }
  }

  /** At 2 requests/s and 0.5 % errors, the worse of a revision beside and instead of the old. */
  double falsePositiveRate() {
    return Math.max(
        everCalled(new Truth(2, 0.005, 0.005, 1, true), 60),
        everCalled(new Truth(2, 0.005, 0.005, 1, false), 60));
  }

  /** Of a rise from 0.5 % to 5 % at 2 requests/s of each revision, within five minutes. */
  double power() {
    return everCalled(new Truth(2, 0.005, 0.05, 1, true), 5);
  }

  private static Truth instead(Truth truth) {
    return new Truth(
        truth.requestsPerSecond(),
        truth.errorRate(),
        truth.errorRateAfter(),
        truth.slowdown(),
        false);
  }

  private double everCalled(Truth truth, int minutes) {
    RandomGenerator seeds = new SplittableRandom(seed);
    long[] each = seeds.longs(deploys).toArray();
    return (double)
            IntStream.range(0, deploys)
                .parallel()
                .filter(i -> called(truth, minutes, new SplittableRandom(each[i])))
                .count()
        / deploys;
  }

  private boolean called(Truth truth, int minutes, RandomGenerator random) {
    SimulatedDeploy deploy = new SimulatedDeploy(truth, BEFORE, minutes, looks, random);
    return IntStream.rangeClosed(1, minutes * looks)
        .mapToObj(deploy::at)
        .anyMatch(trial -> judge.judge(trial).verdict() == Verdict.REGRESSION);
  }
}
