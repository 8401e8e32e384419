// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.List;
import java.util.TreeMap;

/**
 * One indicator of a new revision against one control: counts, evidence, and whether it matters.
 */
final class Comparison {

  /** Requests of each side that make a stratum; fewer are put together with the next minute's. */
  private static final int STRATUM_REQUESTS = 10;

  /** Minutes that a stratum may span: over longer, the common rate may have changed. */
  private static final int STRATUM_MINUTES = 5;

  final Indicator indicator;
  final Counts fresh;
  final Counts control;
  final Latencies freshLatencies;
  final Latencies controlLatencies;
  final double evidence;

  /** Bucket above which a request counts as slow. */
  private final int cut;

  private final Effects effects;

  private Comparison(
      Indicator indicator, Side fresh, Side control, boolean sameMinutes, Effects effects) {
    this.indicator = indicator;
    this.effects = effects;
    this.freshLatencies = fresh.latencies();
    this.controlLatencies = control.latencies();
    // What is slow is drawn from both together, so that neither side has the advantage.
    Latencies both = freshLatencies.plus(controlLatencies);
    this.cut = indicator.isLatency() && !both.isEmpty() ? both.cut(indicator.quantile) : 0;
    this.fresh = count(fresh);
    this.control = count(control);
    this.evidence =
        sameMinutes
            ? inStrata(fresh.minutes(), control.minutes())
            : Evidence.of(this.fresh, this.control);
  }

  /** Against another revision in the same minutes. */
  static Comparison beside(Indicator indicator, Side fresh, Side same, Effects effects) {
    return new Comparison(indicator, fresh, same, true, effects);
  }

  /** Against other minutes. */
  static Comparison after(Indicator indicator, Side after, Side before, Effects effects) {
    return new Comparison(indicator, after, before, false, effects);
  }

  /** Hits of other minutes, by this comparison's measure of slow. */
  Counts count(Side side) {
    return side.count(indicator, cut);
  }

  private double inStrata(List<Minute> fresh, List<Minute> control) {
    TreeMap<Long, Counts> ours = new TreeMap<>();
    TreeMap<Long, Counts> theirs = new TreeMap<>();
    fresh.forEach(minute -> ours.put(minute.minute(), indicator.count(minute, cut)));
    control.forEach(minute -> theirs.put(minute.minute(), indicator.count(minute, cut)));
    TreeMap<Long, Counts> all = new TreeMap<>(ours);
    all.putAll(theirs);
    Evidence evidence = new Evidence();
    Counts here = Counts.NONE;
    Counts there = Counts.NONE;
    long since = Long.MIN_VALUE;
    for (long minute : all.keySet()) {
      if (since != Long.MIN_VALUE && minute >= since + STRATUM_MINUTES) {
        evidence.add(here, there);
        here = Counts.NONE;
        there = Counts.NONE;
        since = Long.MIN_VALUE;
      }
      since = since == Long.MIN_VALUE ? minute : since;
      here = here.plus(ours.getOrDefault(minute, Counts.NONE));
      there = there.plus(theirs.getOrDefault(minute, Counts.NONE));
      if (Math.min(here.requests(), there.requests()) >= STRATUM_REQUESTS) {
        evidence.add(here, there);
        here = Counts.NONE;
        there = Counts.NONE;
        since = Long.MIN_VALUE;
      }
    }
    return evidence.add(here, there).value();
  }

  /** Evidence, by the indicator's share of what may be bet. */
  double stake() {
    return indicator.share * evidence;
  }

  /** Whether the rise, if it is one, is large enough to care. */
  boolean matters() {
    if (indicator.isLatency()) {
      return !freshLatencies.isEmpty()
          && !controlLatencies.isEmpty()
          && effects.slower(
              freshLatencies.quantile(indicator.quantile),
              controlLatencies.quantile(indicator.quantile));
    }
    return fresh.requests() > 0 && control.requests() > 0 && effects.more(fresh, control);
  }

  /**
   * Whether a rise that matters would have been seen if this went on until there were {@code
   * factor} times as many requests of the new revision, and {@code controlFactor} of the control.
   */
  boolean excludesRise(double factor, double controlFactor) {
    if (indicator.isLatency()) {
      boolean soon = freshLatencies.isEmpty() && factor > 1; // cold starts only, so far
      return indicator == Indicator.LATENCY_P99 // rests on the last hundredth: too few, mostly
          || soon
          || controlLatencies.total() * controlFactor >= STRATUM_REQUESTS
              && !freshLatencies.isEmpty()
              && !effects.slower(
                  freshLatencies.quantileAtMost(indicator.quantile, factor),
                  controlLatencies.quantile(indicator.quantile));
    }
    Counts here = fresh.times(factor);
    Counts there = control.times(controlFactor);
    return here.requests() > 0
        && there.requests() > 0
        && here.less(there).high() < effects.leastRise(there.rate());
  }

  /** The stake if this went on until there were so many times the requests. */
  double stake(double factor, double controlFactor) {
    return indicator.share * Evidence.of(fresh.times(factor), control.times(controlFactor));
  }
}
