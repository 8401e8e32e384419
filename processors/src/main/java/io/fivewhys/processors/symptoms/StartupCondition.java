// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Instances that do not come up: three failed starts within ten minutes, more than half of all. An
 * exit, a failed probe and a failed start may be one and the same, so the most frequent of them
 * counts; exits with 0 and instances that are taken away are none. Needs no request, as there are
 * none when nothing starts.
 */
record StartupCondition(String slo, double target) implements Condition {

  private static final int MINUTES = 10;
  private static final int LEAST = 3;
  private static final double MOST = 0.5;

  /** Three of three are enough: each of them is certain, only their share is not. */
  private static final double ALPHA = 0.2;

  private static final int QUIET = 5;

  @Override
  public Symptom.Rule rule() {
    return Symptom.Rule.STARTUP;
  }

  @Override
  public Signal signal() {
    return Signal.STARTUP;
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    Share starts = starts(history, moment.first(MINUTES), moment.minute());
    return starts.bad() >= LEAST && starts.exceeds(MOST, ALPHA) ? Alarm.PAGE : Alarm.NONE;
  }

  private static Share starts(History history, long from, long to) {
    long failed =
        Math.max(
            history.sum(from, to, Counter.CONTAINER_EXIT),
            Math.max(
                history.sum(from, to, Counter.PROBE_FAILED),
                history.sum(from, to, Counter.START_FAILED)));
    return new Share(failed, history.sum(from, to, Counter.STARTS));
  }

  @Override
  public long onset(History history, Moment moment) {
    return Runs.firstOf(moment, MINUTES, minute -> starts(history, minute, minute).bad() > 0);
  }

  @Override
  public double level(History history, Moment moment, long onset) {
    return MOST;
  }

  /** None has failed for long; or for less, and requests are answered. */
  @Override
  public boolean isOver(History history, Moment moment, double level) {
    long now = moment.minute();
    return starts(history, now - MINUTES + 1, now).bad() == 0
        || starts(history, now - QUIET + 1, now).bad() == 0
            && history.errors(now - 1, now).good() > 0;
  }

  @Override
  public Share damage(History history, long minute, double level) {
    return starts(history, minute, minute);
  }

  @Override
  public @Nullable Double observed(History history, long from, long to, Share damage) {
    return damage.total() == 0 ? null : (Double) damage.rate();
  }

  @Override
  public @Nullable Double objective(double level) {
    return target;
  }

  @Override
  public @Nullable Double burnRate(Share damage) {
    return target >= 1 || damage.total() == 0 ? null : (Double) (damage.rate() / (1 - target));
  }
}
