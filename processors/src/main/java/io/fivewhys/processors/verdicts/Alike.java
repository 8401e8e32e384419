// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import io.fivewhys.processors.verdicts.Trial.Neighbour;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Who suffers alike when a new revision is worse than the minutes before it: the old revision
 * beside it, the old one's last minutes, or the neighbours. While one of them shows weaker signs of
 * the same, nobody is blamed yet: a few more seconds tell.
 */
final class Alike {

  /** Requests that tell anything about a neighbour. */
  private static final int NEIGHBOUR_REQUESTS = 20;

  /** Evidence that a neighbour became worse: 1 in 20 looks so by chance. */
  private static final double NEIGHBOUR_EVIDENCE = 20;

  /** Evidence in the same minutes that the old revision, where it serves on, is well. */
  private static final double BESIDE_EVIDENCE = 5;

  private final Trial trial;
  private final Sides sides;
  private final Comparison worse;
  private final Effects effects;

  Alike(Trial trial, Sides sides, Comparison worse, Effects effects) {
    this.trial = trial;
    this.sides = sides;
    this.worse = worse;
    this.effects = effects;
  }

  /**
   * @param before in which {@code worse} is proven
   */
  Judgement judge(Case before) {
    Counts same = worse.count(sides.same());
    if (same.fits(worse.fresh, worse.control) > 0) {
      return before.shared(worse, Reasons.sharedWithOld(trial, worse, same));
    }
    Counts recent = worse.count(sides.recent());
    Counts earlier = worse.control.minus(recent);
    if (recent.fits(worse.fresh, earlier.requests() == 0 ? worse.control : earlier) > 0) {
      return before.shared(worse, Reasons.beganBefore(trial, worse, recent));
    }
    List<Neighbour> heard =
        trial.neighbours().stream()
            .filter(neighbour -> beside(neighbour).requests() >= NEIGHBOUR_REQUESTS)
            .toList();
    List<Comparison> rises = heard.stream().map(this::rise).toList();
    List<Neighbour> alike = those(heard, rises, this::sufferedAlike);
    if (!alike.isEmpty() && 2 * alike.size() >= heard.size()) {
      return before.shared(worse, Reasons.sharedWithNeighbours(trial, worse, alike));
    }
    List<Neighbour> maybe = those(heard, rises, this::maySufferAlike);
    if (maybe.size() > alike.size() && 2 * maybe.size() >= heard.size()) {
      return before.unclear(worse, Reasons.maybeShared(worse, maybe));
    }
    return besideTellsNothing(same)
        ? before.unclear(worse, Reasons.maybeSharedWithOld(trial, worse, same))
        : before.regression(worse);
  }

  private static List<Neighbour> those(
      List<Neighbour> neighbours, List<Comparison> rises, Predicate<Comparison> are) {
    return IntStream.range(0, rises.size())
        .filter(i -> are.test(rises.get(i)))
        .mapToObj(neighbours::get)
        .toList();
  }

  private Side beside(Neighbour neighbour) {
    long first = sides.fresh().minutes().getFirst().minute();
    long last = sides.fresh().minutes().getLast().minute();
    return new Side(
        neighbour.minutes().stream()
            .filter(minute -> minute.minute() >= first && minute.minute() <= last)
            .toList());
  }

  private Comparison rise(Neighbour neighbour) {
    Side before =
        new Side(
            neighbour.minutes().stream()
                .filter(minute -> minute.minute() < trial.firstTrafficMinute())
                .toList());
    return Comparison.after(worse.indicator, beside(neighbour), before, effects);
  }

  /** Difference in differences: it rose too, and by at least half as much. */
  private boolean sufferedAlike(Comparison rise) {
    return rise.evidence >= NEIGHBOUR_EVIDENCE
        && rise.matters()
        && rise.fresh.rate() - rise.control.rate() >= half();
  }

  /** It seems to have risen, and that by as much is not excluded yet. */
  private boolean maySufferAlike(Comparison rise) {
    return sufferedAlike(rise)
        || rise.evidence > 1
            && rise.control.requests() > 0
            && rise.fresh.less(rise.control).high() >= half();
  }

  private double half() {
    return (worse.fresh.rate() - worse.control.rate()) / 2;
  }

  /** The old revision serves on beside the new one, and too little yet to know if it is well. */
  private boolean besideTellsNothing(Counts same) {
    return sides.servesOn()
        && same.requests() >= Judge.CONTROL_SHARE * worse.fresh.requests()
        && Comparison.beside(worse.indicator, sides.fresh(), sides.same(), effects).evidence
            < BESIDE_EVIDENCE;
  }
}
