// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import io.fivewhys.Signal;
import io.fivewhys.processors.objectives.Objective;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Too great a share is bad. It is over when the last five minutes are no longer clearly above what
 * is wanted, or nothing came in them; a quiet service is given as many minutes as bring five
 * events, at most thirty.
 *
 * @param target share of good ones wanted
 * @param rules any of which is enough
 */
record ShareCondition(
    Symptom.Rule rule, Signal signal, String slo, Pair pair, double target, List<ShareRule> rules)
    implements Condition {

  private static final int RECENT = 5;
  private static final int RECENT_QUIET = 30;
  private static final int ENOUGH = 5;
  private static final double CLEARLY = 0.2;

  /** A target of 100 % leaves no budget; the thresholds need one. */
  private static final double LEAST_BUDGET = 1e-4;

  /** From this rate on a rise matters, whatever the objective; a stricter one lowers it. */
  private static final double MATTERS = 0.02;

  private static final double FASTEST = 14.4;

  /** How far above its rate before a share may stay and be over. */
  private static final double AS_BEFORE = 1.5;

  static ShareCondition errors(Objective objective) {
    return burning(Symptom.Rule.ERRORS, Signal.ERROR_RATE, objective);
  }

  static ShareCondition latency(Objective objective) {
    return burning(Symptom.Rule.LATENCY, Signal.LATENCY, objective);
  }

  static ShareCondition journey(Objective objective) {
    return burning(Symptom.Rule.JOURNEY, Signal.AVAILABILITY, objective);
  }

  private static ShareCondition burning(Symptom.Rule rule, Signal signal, Objective objective) {
    double budget = budget(objective.target());
    double matters = Math.max(Math.min(MATTERS, FASTEST * budget), Math.min(0.5, 2 * budget));
    return new ShareCondition(
        rule,
        signal,
        objective.name(),
        Pair.ERRORS,
        objective.target(),
        List.of(
            new RiseRule(matters, 0, budget / 10, 5, 2, 0, 1e-5),
            new BurnRule(budget),
            new TrickleRule()));
  }

  /**
   * Logged-out users and scanners get 401 and 403 on any day: a storm is five points above the hour
   * before, in three minutes, at a service that has let someone in before, and fewer are let in.
   */
  static ShareCondition auth(Objective objective) {
    return new ShareCondition(
        Symptom.Rule.AUTH,
        Signal.ERROR_RATE,
        objective.name(),
        Pair.AUTH,
        objective.target(),
        List.of(
            new BesidesRule(new RiseRule(0.05, 0.05, budget(objective.target()), 5, 3, 20, 1e-5))));
  }

  /** More than one request of a hundred is refused for want of room, and more than usual. */
  static ShareCondition throttled() {
    return new ShareCondition(
        Symptom.Rule.THROTTLED,
        Signal.AVAILABILITY,
        "throttled",
        Pair.THROTTLED,
        0.99,
        List.of(new RiseRule(0.01, 0, 0.01, 5, 2, 0, 1e-3)));
  }

  /** More than one request of a hundred is cut off by the platform's limit. */
  static ShareCondition timeouts() {
    return new ShareCondition(
        Symptom.Rule.TIMEOUTS,
        Signal.AVAILABILITY,
        "timeouts",
        Pair.TIMEOUTS,
        0.99,
        List.of(new RiseRule(0.01, 0, 0.01, 3, 2, 0, 1e-2)));
  }

  private static double budget(double target) {
    return Math.max(LEAST_BUDGET, 1 - target);
  }

  @Override
  public Alarm alarm(History history, Moment moment) {
    Look look = new Look(history, pair, moment);
    Alarm loudest = Alarm.NONE;
    for (ShareRule each : rules) {
      loudest = loudest == Alarm.PAGE ? loudest : loudest.or(each.of(look));
    }
    return loudest;
  }

  @Override
  public long onset(History history, Moment moment) {
    return new Look(history, pair, moment).onset();
  }

  @Override
  public double level(History history, Moment moment, long onset) {
    if (pair == Pair.ERRORS) {
      return budget(target);
    }
    Look look = new Look(history, pair, moment);
    int lasts = (int) (moment.minute() - onset + 1);
    return Math.max(budget(target), AS_BEFORE * look.before(lasts, 60).rate());
  }

  @Override
  public boolean isOver(History history, Moment moment, double level) {
    Look look = new Look(history, pair, moment);
    int minutes = RECENT;
    Share recent = look.last(minutes);
    if (recent.total() < ENOUGH && look.last(RECENT_QUIET).total() < RECENT_QUIET) {
      while (minutes < RECENT_QUIET && recent.total() < ENOUGH) {
        recent = look.last(++minutes);
      }
    }
    return !recent.exceeds(level, CLEARLY);
  }

  @Override
  public Share damage(History history, long minute, double level) {
    return pair.at(history, minute);
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
