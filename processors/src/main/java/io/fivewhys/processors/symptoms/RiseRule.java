// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * A share that has clearly risen above its own hour before, within minutes: long windows take too
 * long to notice one, as the healthy minutes in them dilute it. Looks at the last four and the last
 * ten minutes. The rate must matter, be three times the one before, and be too high by chance even
 * if the rate before was generously taken: one error and one standard deviation more than there
 * were, and two in 200 requests where nothing is known.
 *
 * @param matters rate from which on it matters
 * @param rise how many points the rate must be above the one before
 * @param ordinary rate that is ordinary for anybody
 * @param leastBad how many must be bad
 * @param leastMinutes in how many minutes
 * @param leastGoodBefore how many good ones there must have been before
 * @param alpha chance of so many at the rate before
 */
record RiseRule(
    double matters,
    double rise,
    double ordinary,
    int leastBad,
    int leastMinutes,
    int leastGoodBefore,
    double alpha)
    implements ShareRule {

  private static final int[] WINDOWS = {4, 10};
  private static final int BEFORE = 60;
  private static final double TIMES = 3;
  private static final double PRIOR_REQUESTS = 200;

  /** Where so many fail, and most, one minute is enough: nobody waits for a second one. */
  private static final int OUTAGE_BAD = 20;

  private static final double OUTAGE_RATE = 0.5;

  @Override
  public Alarm of(Look look) {
    for (int window : WINDOWS) {
      Share now = look.last(window);
      if (now.bad() >= leastBad && now.rate() >= matters && hasRisen(look, now, window)) {
        return Alarm.PAGE;
      }
    }
    return Alarm.NONE;
  }

  private boolean hasRisen(Look look, Share now, int window) {
    Share before = look.before(window, BEFORE);
    return before.good() >= leastGoodBefore
        && now.rate() >= TIMES * before.rate()
        && now.rate() - before.rate() >= rise
        && isSpread(look, window, before.rate() + rise)
        && now.exceeds(Math.max(ordinary, usual(before)), alpha);
  }

  private static double usual(Share before) {
    double bad = before.bad() + 1.0;
    return (bad + Math.sqrt(bad)) / (before.total() + PRIOR_REQUESTS);
  }

  /** A burst within one minute is none: a restart, a retry, a scanner. */
  private boolean isSpread(Look look, int window, double risen) {
    if (look.minutesAbove(risen, window) >= leastMinutes) {
      return true;
    }
    return isOutage(look.last(1)) || isOutage(look.last(2));
  }

  private static boolean isOutage(Share latest) {
    return latest.bad() >= OUTAGE_BAD && latest.rate() >= OUTAGE_RATE;
  }
}
