// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import io.fivewhys.Verdict;
import io.fivewhys.bench.SimulatedDeploy.Truth;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.verdicts.Judge;
import io.fivewhys.processors.verdicts.Minute;
import io.fivewhys.processors.verdicts.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * How often the judge is wrong, and how soon it is right, on simulated deploys whose truth is
 * known. Beside it Fisher's exact test of the same errors at the same level and as often: what
 * peeking does to a test that is meant for one look.
 */
public final class VerdictsBench {

  /** Minutes of the old revision before first traffic. */
  private static final int BEFORE = 60;

  /** Of the test that is meant for one look, and of the judge with all its looks. */
  private static final double LEVEL = 0.01;

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
    new VerdictsBench((int) options.number("cell"), looks, seed).printTables();
    VerdictsBench most = new VerdictsBench((int) options.number("deploys"), looks, seed);
    System.out.printf(
        Locale.ROOT,
        "{\"false_positive_rate\":%.5f,\"power\":%.4f,\"fisher_false_positive_rate\":%.5f,\"fisher_power\":%.4f}%n",
        most.falsePositiveRate(most::blames),
        most.power(most::blames),
        most.falsePositiveRate(most::fisherBlames),
        most.power(most::fisherBlames));
  }

  private void printTables() {
    System.out.printf(
        Locale.ROOT,
        "%,d deploys in each cell, %d looks a minute, seed %d%n%n",
        deploys,
        looks,
        seed);
    printNoEffect();
    printEffects();
  }

  private void printNoEffect() {
    System.out.printf(
        "No effect, looked at for an hour: share ever called REGRESSION%n%n"
            + "%-10s %-8s | %-19s | %-19s%n%-10s %-8s | %9s %9s | %9s %9s%n",
        "requests/s",
        "errors",
        "beside the old",
        "instead of it",
        "",
        "",
        "fivewhys",
        "Fisher",
        "fivewhys",
        "Fisher");
    for (double traffic : TRAFFIC) {
      for (double errors : List.of(0.0005, 0.005, 0.05)) {
        Truth beside = new Truth(traffic, errors, errors, 1, true);
        System.out.printf(
            Locale.ROOT,
            "%-10s %6.2f %% | %7.2f %% %7.2f %% | %7.2f %% %7.2f %%%n",
            traffic,
            100 * errors,
            100 * everBlamed(beside, 60, this::blames),
            100 * everBlamed(beside, 60, this::fisherBlames),
            100 * everBlamed(beside.instead(), 60, this::blames),
            100 * everBlamed(beside.instead(), 60, this::fisherBlames));
      }
    }
  }

  private void printEffects() {
    System.out.printf(
        "%nAn effect: share called REGRESSION by then%n%n"
            + "%-10s %-22s | %-15s | %-15s%n%-10s %-22s | %7s %7s | %7s %7s%n",
        "requests/s",
        "",
        "beside the old",
        "instead of it",
        "",
        "",
        "5 min",
        "15 min",
        "5 min",
        "15 min");
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
            "%-10s %-22s | %5.1f %% %5.1f %% | %5.1f %% %5.1f %%%n",
            traffic,
            words(effect),
            100 * everBlamed(effect, 5, this::blames),
            100 * everBlamed(effect, 15, this::blames),
            100 * everBlamed(effect.instead(), 5, this::blames),
            100 * everBlamed(effect.instead(), 15, this::blames));
      }
    }
    System.out.println();
  }

  private static String words(Truth effect) {
    return effect.slowdown() > 1
        ? "latency x " + effect.slowdown()
        : String.format(
            Locale.ROOT,
            "errors %.1f %% to %.0f %%",
            100 * effect.errorRate(),
            100 * effect.errorRateAfter());
  }

  /** At 2 requests/s and 0.5 % errors, the worse of a revision beside and instead of the old. */
  double falsePositiveRate(Predicate<Trial> blames) {
    Truth beside = new Truth(2, 0.005, 0.005, 1, true);
    return Math.max(everBlamed(beside, 60, blames), everBlamed(beside.instead(), 60, blames));
  }

  /** Of a rise from 0.5 % to 5 % at 2 requests/s of each revision, within five minutes. */
  double power(Predicate<Trial> blames) {
    return everBlamed(new Truth(2, 0.005, 0.05, 1, true), 5, blames);
  }

  boolean blames(Trial trial) {
    return judge.judge(trial).verdict() == Verdict.REGRESSION;
  }

  private boolean fisherBlames(Trial trial) {
    int[] fresh = failedAndNot(trial.fresh());
    int[] old = failedAndNot(trial.old());
    return FisherExactTest.withDefaults()
            .with(AlternativeHypothesis.GREATER_THAN)
            .test(new int[][] {fresh, old})
            .getPValue()
        < LEVEL;
  }

  private static int[] failedAndNot(List<Minute> minutes) {
    long requests = minutes.stream().mapToLong(Minute::requests).sum();
    long errors = minutes.stream().mapToLong(Minute::errors5xx).sum();
    return new int[] {(int) errors, (int) (requests - errors)};
  }

  private double everBlamed(Truth truth, int minutes, Predicate<Trial> blames) {
    long[] seeds = new SplittableRandom(seed).longs(deploys).toArray();
    return (double)
            IntStream.range(0, deploys)
                .parallel()
                .filter(i -> {
                  SimulatedDeploy deploy =
                      new SimulatedDeploy(
                          truth, BEFORE, minutes, looks, new SplittableRandom(seeds[i]));
                  return IntStream.rangeClosed(1, minutes * looks)
                      .mapToObj(deploy::at)
                      .anyMatch(blames);
                })
                .count()
        / deploys;
  }
}
