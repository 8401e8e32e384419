// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.contract.Settings;

/**
 * How large a change must be to matter.
 *
 * @param leastRise smallest rise of an error rate, as a share of requests
 * @param leastSlowdown smallest factor between latency percentiles
 */
record Effects(double leastRise, double leastSlowdown) {

  /** Slower by less is not felt, whatever the factor. */
  private static final double LEAST_MILLIS = 5;

  static Effects of(Settings settings) {
    return new Effects(settings.get(Settings.MIN_EFFECT), settings.get(Settings.MIN_SLOWDOWN));
  }

  /** The least rise above a rate that matters: {@link #leastRise}, or as much again if more. */
  double leastRise(double rate) {
    return Math.max(leastRise, rate);
  }

  /** Where there was no error at all, half as many are a new failure. */
  boolean more(Counts fresh, Counts control) {
    double least = control.hits() == 0 ? leastRise / 2 : leastRise(control.rate());
    return fresh.rate() - control.rate() >= least;
  }

  boolean slower(double freshMillis, double controlMillis) {
    return freshMillis >= leastSlowdown * controlMillis
        && freshMillis - controlMillis >= LEAST_MILLIS;
  }
}
