// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * One indicator of a new revision against one control: counts, evidence, and whether it matters.
 */
final class Comparison {

  /** Requests of each side that make a stratum; fewer are put together with the next minute's. */
  private static final int STRATUM_REQUESTS = 10;

  /** Minutes of a control that tell how far they differ by nature. */
  private static final int LEAST_MINUTES = 5;

  /** A tenth or more of requests that last so long end in the next minute. */
  private static final double LONG_MILLIS = 6_000;

  /** Less than this comes by chance. */
  private static final double LEAST_DISPERSION = 2;

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
  private final List<Minute> freshMinutes;

  /** How much more than by chance the control's minutes differ from each other; at least 1. */
  private final double dispersion;

  private Comparison(
      Indicator indicator, Side fresh, Side control, boolean sameMinutes, Effects effects) {
    this.indicator = indicator;
    this.effects = effects;
    this.freshLatencies = fresh.latencies();
    this.controlLatencies = control.latencies();
    // What is slow is drawn from both together, so that neither side has the advantage.
    Latencies both = freshLatencies.plus(controlLatencies);
    this.cut = indicator.isLatency() && !both.isEmpty() ? both.cut(indicator.quantile) : 0;
    this.freshMinutes = fresh.minutes();
    this.fresh = count(fresh);
    this.control = count(control);
    this.dispersion = sameMinutes || indicator.isLatency() ? 1 : dispersion(control);
    this.evidence =
        sameMinutes
            ? inStrata(fresh.minutes(), control.minutes())
            : evidence(this.fresh, this.control);
  }

  /** Against another revision in the same minutes. */
  static Comparison beside(Indicator indicator, Side fresh, Side same, Effects effects) {
    return new Comparison(indicator, fresh, same, true, effects);
  }

  /** Against other minutes, of which those up to the end of an outage are left out. */
  static Comparison after(Indicator indicator, Side after, Side before, Effects effects) {
    Side calm = indicator.isLatency() ? before : Outage.calmAfter(before, indicator, effects);
    return new Comparison(indicator, after, calm, false, effects);
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

  /**
   * Requests that fail in bursts tell less each: as many of them as stand for one.
   *
   * @see #dispersion
   */
  private double evidence(Counts fresh, Counts control) {
    return Evidence.of(fresh.times(1 / dispersion), control.times(1 / dispersion));
  }

  /**
   * Pearson's χ² of the minutes against one common rate, per degree of freedom; without the last
   * ones, in which trouble may have begun that goes on.
   */
  private double dispersion(Side side) {
    long last = side.lastMinute() - Sides.RECENT_MINUTES;
    List<Minute> minutes =
        side.minutes().stream().filter(minute -> minute.minute() <= last).toList();
    if (minutes.size() < LEAST_MINUTES) {
      return 1;
    }
    Counts all = Counts.NONE;
    for (Minute minute : minutes) {
      all = all.plus(indicator.count(minute, cut));
    }
    double sum = 0;
    for (Minute minute : minutes) {
      Counts counts = indicator.count(minute, cut);
      double expected = counts.requests() * all.rate();
      sum += expected == 0 ? 0 : square(counts.hits() - expected) / expected / (1 - all.rate());
    }
    double dispersion = all.hits() == all.requests() ? 1 : sum / (minutes.size() - 1);
    return dispersion < LEAST_DISPERSION ? 1 : dispersion;
  }

  private static double square(double value) {
    return value * value;
  }

  /** Evidence, by the indicator's share of what may be bet. */
  double stake() {
    return indicator.share * evidence;
  }

  /** Whether the rise, if it is one, is large enough to care. */
  boolean matters() {
    if (indicator.isLatency()) {
      return isSlower(freshLatencies) && isSlower(withoutWorstMinute());
    }
    return fresh.requests() > 0 && control.requests() > 0 && effects.more(fresh, control);
  }

  private boolean isSlower(Latencies latencies) {
    return !latencies.isEmpty()
        && !controlLatencies.isEmpty()
        && effects.slower(
            latencies.quantile(indicator.quantile), controlLatencies.quantile(indicator.quantile));
  }

  /**
   * A batch of slow requests in one minute is no slow revision. Those that last long end in the
   * minute after it, too.
   */
  private Latencies withoutWorstMinute() {
    Minute worst = worst(freshMinutes);
    List<Minute> beside =
        freshMinutes.stream()
            .filter(each -> Math.abs(each.minute() - worst.minute()) == 1)
            .toList();
    boolean lasts = freshLatencies.quantile(indicator.quantile) >= LONG_MILLIS;
    Minute next = lasts && !beside.isEmpty() ? worst(beside) : worst;
    return Latencies.of(
        freshMinutes.stream().filter(each -> each != worst && each != next).toList());
  }

  private Minute worst(List<Minute> minutes) {
    return Collections.max(
        minutes, Comparator.comparingLong(each -> indicator.count(each, cut).hits()));
  }

  /** Of errors: whether they fell for certain, and by as much as matters in a rise. */
  boolean isImproved() {
    return fresh.requests() > 0
        && control.requests() > 0
        && effects.more(control, fresh)
        && fresh.less(control).high() < 0;
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
    return indicator.share * evidence(fresh.times(factor), control.times(controlFactor));
  }
}
