// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Instances at their memory limit: twice within ten minutes, while requests fail or instances
 * restart. At the limit alone nobody is hurt.
 */
record MemoryCondition() implements Condition {

  private static final int MINUTES = 10;
  private static final int LEAST = 2;

  @Override
  public Symptom.Rule rule() {
    return Symptom.Rule.MEMORY;
  }

  @Override
  public Signal signal() {
    return Signal.AVAILABILITY;
  }

  @Override
  public String slo() {
    return "memory";
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    long from = moment.first(MINUTES);
    long now = moment.minute();
    if (history.sum(from, now, Counter.MEMORY) < LEAST) {
      return Alarm.NONE;
    }
    long first = onset(history, moment);
    boolean hurts =
        history.sum(first, now, Counter.ERRORS) > 0
            || history.sum(first, now, Counter.STARTS) > 0
            || history.sum(first, now, Counter.CONTAINER_EXIT) > 0;
    return hurts ? Alarm.PAGE : Alarm.NONE;
  }

  @Override
  public long onset(History history, Moment moment) {
    return Runs.firstOf(moment, MINUTES, minute -> history.at(minute, Counter.MEMORY) > 0);
  }

  @Override
  public double level(History history, Moment moment, long onset) {
    return 0;
  }

  @Override
  public boolean isOver(History history, Moment moment, double level) {
    long now = moment.minute();
    return history.sum(now - MINUTES + 1, now, Counter.MEMORY) == 0;
  }

  /** Requests that failed while it lasted. */
  @Override
  public Share damage(History history, long minute, double level) {
    return Pair.ERRORS.at(history, minute);
  }

  @Override
  public @Nullable Double observed(History history, long from, long to, Share damage) {
    return null;
  }

  @Override
  public @Nullable Double objective(double level) {
    return null;
  }
}
