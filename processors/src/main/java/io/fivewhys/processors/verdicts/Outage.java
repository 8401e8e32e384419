// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.Arrays;
import java.util.List;

/**
 * An outage that the control had and that was over before: several bad minutes in a row. What
 * follows it says better what is normal. A single bad minute is none; such bursts are {@link
 * Comparison its nature}.
 */
final class Outage {

  private static final int LEAST_MINUTES = 3;

  /** A control of fewer minutes is too short a past. */
  private static final int LEAST_CALM_MINUTES = 10;

  private static final long LEAST_CALM_REQUESTS = 300;

  /** That the minutes of an outage were worse than those after it. */
  private static final double PROOF = 1_000;

  private Outage() {}

  /** The minutes after the last outage; all, if there was none or too few follow it. */
  static Side calmAfter(Side side, Indicator indicator, Effects effects) {
    List<Minute> minutes = side.minutes();
    double usual = lowerQuartile(minutes, indicator);
    int run = 0;
    for (int i = minutes.size() - 1; i >= 0; i--) {
      run = isBad(indicator.count(minutes.get(i), 0), usual, effects) ? run + 1 : 0;
      if (run == LEAST_MINUTES) {
        Side outage = new Side(minutes.subList(i, i + run));
        Side calm = new Side(minutes.subList(i + run, minutes.size()));
        return isOver(outage.count(indicator, 0), calm, indicator) ? calm : side;
      }
    }
    return side;
  }

  private static boolean isBad(Counts counts, double usual, Effects effects) {
    return counts.hits() > 1 && counts.rate() - usual >= effects.leastRise(usual);
  }

  private static boolean isOver(Counts outage, Side calm, Indicator indicator) {
    return calm.minutes().size() >= LEAST_CALM_MINUTES
        && calm.requests() >= LEAST_CALM_REQUESTS
        && Evidence.of(outage, calm.count(indicator, 0)) >= PROOF;
  }

  private static double lowerQuartile(List<Minute> minutes, Indicator indicator) {
    double[] rates =
        minutes.stream().mapToDouble(minute -> indicator.count(minute, 0).rate()).toArray();
    Arrays.sort(rates);
    return rates.length == 0 ? 0 : rates[rates.length / 4];
  }
}
