// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import org.jspecify.annotations.Nullable;

/** What a component must not come to, how it began and when it is over. Knows no state. */
interface Condition {

  Symptom.Rule rule();

  Signal signal();

  /** Name of the objective or, without one, of the rule. */
  String slo();

  Alarm alarm(History history, Moment moment);

  /** The minute in which it began, once there is an alarm. */
  long onset(History history, Moment moment);

  /** What it must fall back to, as of its begin; kept while it lasts. */
  double level(History history, Moment moment, long onset);

  boolean isOver(History history, Moment moment, double level);

  /** What a minute adds to the damage. */
  Share damage(History history, long minute, double level);

  /** The indicator's value since it began. */
  @Nullable Double observed(History history, long from, long to, Share damage);

  /** The value wanted. */
  @Nullable Double objective(double level);

  /** How fast the budget is spent at that damage. */
  default @Nullable Double burnRate(Share damage) {
    return null;
  }
}
