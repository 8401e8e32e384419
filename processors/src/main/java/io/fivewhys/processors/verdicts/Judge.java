// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.Control;
import io.fivewhys.contract.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a revision is to blame. Its control is the old revision in the same minutes, else
 * in the minutes before; what the old revision, its last minutes or the neighbours suffer alike is
 * not its fault. {@link Evidence} says when a rise is proven, {@link Effects} when it matters, and
 * only data that would have shown such a rise gives {@code NO_EFFECT}.
 */
public final class Judge {

  /** Share of the new revision's requests that the old one must have beside it as its control. */
  static final double CONTROL_SHARE = 0.2;

  /** Factors between requests seen and needed that are tried. */
  private static final double STEP = 1.1;

  private static final double MOST_TIMES = 10_000;

  private final double proof;
  private final Effects effects;

  public Judge(Settings settings) {
    this.proof = 1 / settings.get(Settings.ALPHA);
    this.effects = Effects.of(settings);
  }

  public Judgement judge(Trial trial) {
    Sides all = Sides.all(trial);
    Sides warm = Sides.warm(trial);
    // Errors of cold starts count while there is little else.
    Sides settled =
        2 * warm.fresh().requests() >= all.fresh().requests()
            ? warm
            : Sides.excusingFirstRequests(trial);
    List<Indicator> indicators = indicators(all);
    List<Comparison> beside = new ArrayList<>();
    List<Comparison> after = new ArrayList<>();
    for (Indicator indicator : indicators) {
      Sides sides = indicator.isLatency() ? warm : settled;
      beside.add(Comparison.beside(indicator, sides.fresh(), sides.same(), effects));
      after.add(Comparison.after(indicator, sides.fresh(), sides.before(), effects));
    }
    Case same = new Case(trial, all, Control.SAME_MINUTES, beside);
    Case before = new Case(trial, all, Control.MINUTES_BEFORE, after);
    Comparison worse = all.overlap() ? decisive(beside) : null;
    if (worse != null) {
      return same.regression(worse);
    }
    worse = decisive(after);
    if (worse != null) {
      Sides sides = worse.indicator.isLatency() ? warm : settled;
      if (!contradicted(worse, same, sides)) {
        return new Alike(trial, sides, worse, effects).judge(before);
      }
    }
    return switch (controlOf(same, before, all.overlap())) {
      case SAME_MINUTES -> unproven(same);
      case MINUTES_BEFORE -> unproven(before);
      case NONE -> same.withoutControl();
    };
  }

  /** All; without latencies where every request lasted as long as its connection. */
  private static List<Indicator> indicators(Sides all) {
    boolean measured = !all.fresh().latencies().isEmpty();
    return Arrays.stream(Indicator.values())
        .filter(indicator -> measured || !indicator.isLatency())
        .toList();
  }

  private static Control controlOf(Case same, Case before, boolean overlap) {
    long beside = same.errors().control.requests();
    long earlier = before.errors().control.requests();
    boolean enough = overlap && beside >= CONTROL_SHARE * same.errors().fresh.requests();
    if (beside > 0 && (enough || earlier == 0)) {
      return Control.SAME_MINUTES;
    }
    return earlier > 0 ? Control.MINUTES_BEFORE : Control.NONE;
  }

  /** What most of the proof rests on, null while there is none. */
  private @Nullable Comparison decisive(List<Comparison> comparisons) {
    List<Comparison> mattering = comparisons.stream().filter(Comparison::matters).toList();
    return mattering.stream().mapToDouble(Comparison::stake).sum() < proof
        ? null
        : mattering.stream().max(Comparator.comparingDouble(Comparison::stake)).orElse(null);
  }

  /** Whether the old revision in the same minutes speaks against what the minutes before say. */
  private static boolean contradicted(Comparison worse, Case same, Sides sides) {
    Comparison beside = same.of(worse.indicator);
    return beside.control.requests() >= CONTROL_SHARE * beside.fresh.requests()
        && beside.evidence < 1
        && worse.count(sides.same()).fits(worse.control, worse.fresh) > 0;
  }

  private Judgement unproven(Case found) {
    List<Comparison> comparisons = found.comparisons();
    if (comparisons.stream().allMatch(c -> c.excludesRise(1, 1))) {
      return found.noEffect(effects);
    }
    // A control in the same minutes grows with the revision; the minutes before are what they are.
    boolean grows = found.control() == Control.SAME_MINUTES;
    for (double times = STEP; times < MOST_TIMES; times *= STEP) {
      if (wouldDecide(comparisons, times, grows ? times : 1)) {
        long seen = found.all().fresh().requests();
        return found.insufficient((long) Math.ceil(seen * (times - 1)));
      }
    }
    return found.insufficient(null);
  }

  /** Whether a verdict could be given if what is seen went on alike. */
  private boolean wouldDecide(List<Comparison> comparisons, double times, double controlTimes) {
    List<Comparison> mattering = comparisons.stream().filter(Comparison::matters).toList();
    return mattering.isEmpty()
        ? comparisons.stream().allMatch(c -> c.excludesRise(times, controlTimes))
        : mattering.stream().mapToDouble(c -> c.stake(times, controlTimes)).sum() >= proof;
  }
}
