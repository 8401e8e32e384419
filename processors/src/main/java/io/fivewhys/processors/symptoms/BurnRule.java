// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.util.List;

/**
 * Error budgets burnt too fast, over a long and a short window at once (The Site Reliability
 * Workbook, chapter 5: 14.4 times over 1 h and 5 m, 6 times over 6 h and 30 m, 1 time over 3 d and
 * 6 h). Guarded for quiet services: three errors over the long window, two bad minutes in the short
 * one, whose rate must be above the threshold by the lower end of its interval. Of a window longer
 * than the history counts what is known.
 *
 * @param budget share that may be bad
 */
record BurnRule(double budget) implements ShareRule {

  private record Tier(double burn, int longMinutes, int shortMinutes, Alarm alarm) {}

  private static final List<Tier> TIERS =
      List.of(
          new Tier(14.4, 60, 5, Alarm.PAGE),
          new Tier(6, 6 * 60, 30, Alarm.PAGE),
          new Tier(1, 3 * 24 * 60, 6 * 60, Alarm.TICKET));

  private static final int LEAST_ERRORS = 3;
  private static final int LEAST_MINUTES = 2;
  private static final double ALPHA = 0.01;

  @Override
  public Alarm of(Look look) {
    for (Tier tier : TIERS) {
      if (burns(look, tier)) {
        return tier.alarm;
      }
    }
    return Alarm.NONE;
  }

  private boolean burns(Look look, Tier tier) {
    double threshold = tier.burn * budget;
    Share now = look.last(tier.shortMinutes);
    if (now.bad() < LEAST_MINUTES || now.rate() <= threshold) {
      return false;
    }
    Share whole = look.last(tier.longMinutes);
    return whole.bad() >= LEAST_ERRORS
        && whole.rate() > threshold
        && now.exceeds(threshold, ALPHA)
        && look.badMinutes(tier.shortMinutes) >= LEAST_MINUTES;
  }
}
