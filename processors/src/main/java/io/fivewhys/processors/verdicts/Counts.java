// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import org.apache.commons.statistics.interval.BinomialConfidenceInterval;
import org.apache.commons.statistics.interval.Interval;

/**
 * Hits among requests: how many there were and how many failed, or were slow.
 *
 * @param hits 0 to {@code requests}
 */
record Counts(long requests, long hits) {

  static final Counts NONE = new Counts(0, 0);

  /** Two-sided error of the intervals that are reported: 95 %. */
  private static final double INTERVAL_ERROR = 0.05;

  Counts plus(Counts other) {
    return new Counts(requests + other.requests, hits + other.hits);
  }

  Counts minus(Counts part) {
    return new Counts(requests - part.requests, hits - part.hits);
  }

  /** What it would be if it went on alike until there are {@code factor} times as many. */
  Counts times(double factor) {
    return new Counts(Math.round(requests * factor), Math.round(hits * factor));
  }

  /** Hits per request, 0 without any. */
  double rate() {
    return requests == 0 ? 0 : (double) hits / requests;
  }

  /**
   * Interval of {@code this.rate() − control.rate()}: Newcombe's hybrid of two Wilson intervals
   * (Statistics in Medicine 17, 1998, method 10), at 95 %. Both must have requests.
   */
  Difference less(Counts control) {
    Interval here = wilson();
    Interval there = control.wilson();
    double effect = rate() - control.rate();
    double low =
        effect - Math.hypot(rate() - here.getLowerBound(), there.getUpperBound() - control.rate());
    double high =
        effect + Math.hypot(here.getUpperBound() - rate(), control.rate() - there.getLowerBound());
    return new Difference(effect, Math.max(-1, low), Math.min(1, high));
  }

  private Interval wilson() {
    // The library counts in ints; past them the interval has no width that anyone could see.
    double shrink = Math.min(1, Integer.MAX_VALUE / 2.0 / requests);
    Counts fitting = times(shrink);
    return BinomialConfidenceInterval.WILSON_SCORE.fromErrorRate(
        (int) fitting.requests, (int) fitting.hits, INTERVAL_ERROR);
  }

  /**
   * How much better these counts fit {@code one} rate than {@code other}, as the logarithm of the
   * likelihood ratio. Rates of 0 and 1 are taken a little inwards, so that a single hit is
   * unlikely, not impossible.
   */
  double fits(Counts one, Counts other) {
    double p = one.cautiousRate();
    double q = other.cautiousRate();
    return hits * Math.log(p / q) + (requests - hits) * Math.log((1 - p) / (1 - q));
  }

  private double cautiousRate() {
    return (hits + 0.5) / (requests + 1);
  }

  /** An effect with its interval, as shares of requests. */
  record Difference(double effect, double low, double high) {}
}
