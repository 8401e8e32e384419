// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Steady requests that have stopped: none in three whole minutes, though by the counts of the half
 * hour before so long a gap comes less often than once in a million (negative binomial, its spread
 * as observed). Nothing where the rate fell slowly, where such gaps are ordinary, or where nobody
 * else speaks either: then it may be the source that is silent. A request ends it; so does a day's
 * quarter, after which the service is no longer in use.
 */
record TrafficCondition() implements Condition {

  private static final int BEFORE = 30;
  private static final int JUST_BEFORE = 10;
  private static final int LEAST_SILENT = 3;
  private static final int LEAST_REQUESTS = 30;
  private static final int GAPS = 3;
  private static final double CHANCE = 1e-6;
  private static final double PAGES_FROM = 10;
  private static final int GIVEN_UP = 6 * 60;

  @Override
  public Symptom.Rule rule() {
    return Symptom.Rule.TRAFFIC;
  }

  @Override
  public Signal signal() {
    return Signal.TRAFFIC;
  }

  @Override
  public String slo() {
    return "traffic";
  }

  /** Whole minutes without a request, so many that a look is worth while. */
  static boolean isSilent(History history, long minute) {
    long silent = minute - 1 - history.lastRequest();
    return silent >= LEAST_SILENT && silent < History.REACH - BEFORE;
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    if (moment.speakers() == 0 || !isSilent(history, moment.minute())) {
      return Alarm.NONE;
    }
    long last = history.lastRequest();
    double rate = Math.min(mean(history, last, BEFORE), mean(history, last, JUST_BEFORE));
    long silent = moment.minute() - 1 - last;
    if (history.sum(last - BEFORE + 1, last, Counter.REQUESTS) < LEAST_REQUESTS
        || !wasThere(history, last)
        || silent <= GAPS * longestGap(history, last)
        || silent * Math.log(emptyMinute(history, last, rate)) > Math.log(CHANCE)) {
      return Alarm.NONE;
    }
    return rate >= PAGES_FROM ? Alarm.PAGE : Alarm.TICKET;
  }

  /** Whether the half hour before is known from its begin. */
  private static boolean wasThere(History history, long last) {
    return history.sum(last - BEFORE - JUST_BEFORE, last - BEFORE + 1, Counter.REQUESTS) > 0;
  }

  private static double mean(History history, long last, int minutes) {
    return (double) history.sum(last - minutes + 1, last, Counter.REQUESTS) / minutes;
  }

  private static long longestGap(History history, long last) {
    long longest = 0;
    long gap = 0;
    for (long minute = last - BEFORE + 1; minute <= last; minute++) {
      gap = history.at(minute, Counter.REQUESTS) == 0 ? gap + 1 : 0;
      longest = Math.max(longest, gap);
    }
    return longest;
  }

  /** Chance of a minute without a request. */
  private static double emptyMinute(History history, long last, double rate) {
    double mean = mean(history, last, BEFORE);
    double squares = 0;
    for (long minute = last - BEFORE + 1; minute <= last; minute++) {
      double off = history.at(minute, Counter.REQUESTS) - mean;
      squares += off * off;
    }
    double excess = squares / (BEFORE - 1) - mean;
    if (excess <= 0) {
      return Math.exp(-rate);
    }
    double size = mean * mean / excess;
    return Math.pow(1 + rate / size, -size);
  }

  @Override
  public long onset(History history, Moment moment) {
    return history.lastRequest() + 1;
  }

  @Override
  public double level(History history, Moment moment, long onset) {
    return mean(history, onset - 1, BEFORE);
  }

  @Override
  public boolean isOver(History history, Moment moment, double level) {
    long silent = moment.minute() - history.lastRequest();
    return silent <= LEAST_SILENT || silent > GIVEN_UP;
  }

  @Override
  public Share damage(History history, long minute, double level) {
    return Share.NONE;
  }

  /** Requests a minute. */
  @Override
  public @Nullable Double observed(History history, long from, long to, Share damage) {
    return 0.0;
  }

  /** Requests a minute before. */
  @Override
  public @Nullable Double objective(double level) {
    return level;
  }
}
