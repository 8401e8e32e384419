// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A dependency that has an objective was out of reach, or slow, in two of the last five minutes. An
 * error in its history is a signal that says so; it is over after five minutes without one.
 */
record DependencyCondition(Signal signal, String slo, double target) implements Condition {

  private static final int MINUTES = 5;
  private static final int LEAST_BAD = 2;

  @Override
  public Symptom.Rule rule() {
    return Symptom.Rule.DEPENDENCY;
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    return new Look(history, Pair.ERRORS, moment).badMinutes(MINUTES) >= LEAST_BAD
        ? Alarm.PAGE
        : Alarm.NONE;
  }

  @Override
  public long onset(History history, Moment moment) {
    return Runs.firstOf(moment, MINUTES, minute -> history.at(minute, Counter.ERRORS) > 0);
  }

  @Override
  public double level(History history, Moment moment, long onset) {
    return 0;
  }

  @Override
  public boolean isOver(History history, Moment moment, double level) {
    long now = moment.minute();
    return history.sum(now - MINUTES + 1, now, Counter.ERRORS) == 0;
  }

  /** Minutes, not events. */
  @Override
  public Share damage(History history, long minute, double level) {
    return new Share(history.at(minute, Counter.ERRORS) > 0 ? 1 : 0, 1);
  }

  @Override
  public @Nullable Double observed(History history, long from, long to, Share damage) {
    return damage.rate();
  }

  @Override
  public @Nullable Double objective(double level) {
    return target;
  }

  @Override
  public @Nullable Double burnRate(Share damage) {
    return target >= 1 ? null : (Double) (damage.rate() / (1 - target));
  }
}
