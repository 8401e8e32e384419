// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Latency without an objective: p95 is three times that of the hour before, and half a second
 * longer, in each of three minutes out of four, so that a cold start is none. More than 5 % must be
 * slower than that by the lower end of the interval of their share, which is the order-statistic
 * bound of the percentile.
 */
record SlowdownCondition() implements Condition {

  private static final double QUANTILE = 0.95;
  private static final double SLOW = 1 - QUANTILE;
  private static final int MINUTES = 4;
  private static final int LEAST_MINUTES = 3;
  private static final int BEFORE = 60;
  private static final int LEAST_REQUESTS = 30;
  private static final double TIMES = 3;
  private static final double MORE_MILLIS = 500;
  private static final double ALPHA = 1e-4;
  private static final int RECENT = 5;

  @Override
  public Symptom.Rule rule() {
    return Symptom.Rule.LATENCY;
  }

  @Override
  public Signal signal() {
    return Signal.LATENCY;
  }

  @Override
  public String slo() {
    return "latency";
  }

  /** Whether requests are so slow that a look is worth while. */
  static boolean isSlow(Shape shape) {
    return shape.quantile(QUANTILE) >= MORE_MILLIS;
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    long from = moment.first(MINUTES);
    if (history.lastSlow() < from) {
      return Alarm.NONE;
    }
    long now = moment.minute();
    Shape recent = history.shape(from, now);
    if (recent.total() < LEAST_REQUESTS || !isSlow(recent)) {
      return Alarm.NONE;
    }
    Shape before = before(history, from);
    if (before.total() < LEAST_REQUESTS) {
      return Alarm.NONE;
    }
    int cut = cut(before);
    int slowMinutes = 0;
    for (long minute = from; minute <= now; minute++) {
      slowMinutes += history.shape(minute).slowerThan(cut).rate() > SLOW ? 1 : 0;
    }
    return slowMinutes >= LEAST_MINUTES && recent.slowerThan(cut).exceeds(SLOW, ALPHA)
        ? Alarm.PAGE
        : Alarm.NONE;
  }

  private static Shape before(History history, long from) {
    return history.shape(from - BEFORE, from - 1);
  }

  private static int cut(Shape before) {
    double usual = before.quantile(QUANTILE);
    return Shape.placeOf(Math.max(TIMES * usual, usual + MORE_MILLIS));
  }

  @Override
  public long onset(History history, Moment moment) {
    int cut = cut(before(history, moment.first(MINUTES)));
    long first = moment.first(History.REACH);
    Share[] minutes = new Share[(int) (moment.minute() - first + 1)];
    for (int i = 0; i < minutes.length; i++) {
      minutes[i] = history.shape(first + i).slowerThan(cut);
    }
    int at = ChangePoint.of(minutes);
    return at < 0 ? moment.minute() : first + at;
  }

  /** The place beyond which a request is slow. */
  @Override
  public double level(History history, Moment moment, long onset) {
    return cut(before(history, moment.first(MINUTES)));
  }

  @Override
  public boolean isOver(History history, Moment moment, double level) {
    long now = moment.minute();
    Share recent = history.shape(now - RECENT + 1, now).slowerThan((int) level);
    return recent.rate() <= SLOW;
  }

  @Override
  public Share damage(History history, long minute, double level) {
    return history.shape(minute).slowerThan((int) level);
  }

  /** p95, milliseconds. */
  @Override
  public @Nullable Double observed(History history, long from, long to, Share damage) {
    Shape shape = history.shape(Math.max(from, to - History.REACH + 1), to);
    return shape.total() == 0 ? null : (Double) shape.quantile(QUANTILE);
  }

  /** Milliseconds from which on a request counts as slow. */
  @Override
  public @Nullable Double objective(double level) {
    return Shape.millis((int) level);
  }
}
