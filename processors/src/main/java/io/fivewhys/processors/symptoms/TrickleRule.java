// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * Most of the few requests fail: above 50 % over 30 minutes by the lower end of the interval, in at
 * least two minutes. Pages whatever the budget says, as half an hour of a quiet service never burns
 * a budget of days; users of burn-rate rules found 90 % failing for eight days without a page.
 */
record TrickleRule() implements ShareRule {

  private static final int MINUTES = 30;
  private static final double MOST = 0.5;
  private static final double ALPHA = 0.01;

  @Override
  public Alarm of(Look look) {
    Share now = look.last(MINUTES);
    return now.rate() > MOST && now.exceeds(MOST, ALPHA) && look.badMinutes(MINUTES) >= 2
        ? Alarm.PAGE
        : Alarm.NONE;
  }
}
