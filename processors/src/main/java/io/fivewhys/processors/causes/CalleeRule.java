// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Exonerated;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A service that fails because one that it calls fails: that one began no later. Its cause is the
 * cause of both. One that is called and answers well is cleared.
 */
final class CalleeRule implements Rule {

  private static final long LEAST_REQUESTS = 20;
  private static final double WELL = 0.02;

  private final Diagnosis diagnosis;
  private final boolean unknown;

  /**
   * @param unknown whether a callee of which it is not known why it fails will do, too
   */
  CalleeRule(Diagnosis diagnosis, boolean unknown) {
    this.diagnosis = diagnosis;
    this.unknown = unknown;
  }

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    Finding best = null;
    for (Trouble callee : scene.troubles().values()) {
      if (callee != trouble
          && callee.beganNoLaterThan(trouble)
          && scene.isCalled(trouble, callee.service)
          && explains(scene, trouble, callee)
          && !diagnosis.isOnTheWay(callee)) {
        Finding found = diagnosis.of(scene, callee);
        boolean known = found.basis() != Basis.UNKNOWN;
        if ((known || unknown) && (best == null || found.share() > best.share())) {
          best = found.after(List.of(why(scene, trouble, callee)));
        }
      }
    }
    return best == null && unknown ? unseen(scene, trouble) : best;
  }

  /** In proportion: by what it says, by shared traces, or both being slow alone. */
  private static boolean explains(Scene scene, Trouble trouble, Trouble callee) {
    List<Total> said = Calls.said(scene, trouble, callee.service, Signals.CALLING);
    boolean named = said.stream().anyMatch(trouble::inProportion);
    boolean traced = Calls.sharesFailures(trouble, callee.service);
    boolean slow =
        callee.has(Symptom.Rule.LATENCY)
            && (trouble.service.counts(trouble.span).failed() == 0
                || callee.service.counts(callee.span).failedShare() < WELL);
    return named || traced || slow;
  }

  private static Why why(Scene scene, Trouble trouble, Trouble callee) {
    List<Total> said = Calls.said(scene, trouble, callee.service, Signals.CALLING);
    String question = "Why do requests of " + trouble.place().name() + " fail?";
    String name = callee.place().name();
    if (!said.isEmpty()) {
      return Whys.said(
          scene.project(),
          trouble,
          question,
          "its calls to " + name + " fail",
          callee.place(),
          said);
    }
    List<Total> failures = trouble.risen(Signals.HTTP);
    return Whys.of(
        question,
        "it calls " + name + ", which fails in the same minutes and for the same traces",
        callee.place(),
        Calls.sharedFailures(trouble, callee.service) > 0 ? Basis.OBSERVED : Basis.INFERRED,
        Whys.count(failures),
        Whys.evidence(failures),
        Queries.failures(scene.project(), trouble.place(), trouble.span));
  }

  /** Callees that are named and do not hurt: cleared where they answer, to blame where unseen. */
  private static @Nullable Finding unseen(Scene scene, Trouble trouble) {
    Set<Place> places = new TreeSet<>();
    for (Total total : trouble.risen(Signals.CALLING)) {
      Place place = scene.callee(trouble.service, total);
      if (place != null && trouble.inProportion(total)) {
        places.add(place);
      }
    }
    for (Place place : places) {
      ServiceBoard callee = scene.board().known(place);
      if (callee == null) {
        return unseen(scene, trouble, place);
      }
      Counts counts = callee.counts(trouble.span);
      if (counts.requests() >= LEAST_REQUESTS && counts.failedShare() < WELL) {
        trouble.clear(
            new Exonerated(
                CauseKind.DEPENDENCY_SERVICE,
                place.component(),
                "it answered "
                    + Words.count(counts.requests(), "request")
                    + " in the same minutes, "
                    + Words.percent(counts.failedShare())
                    + " of them with errors"),
            Cause.of(CauseKind.DEPENDENCY_SERVICE, place));
      }
    }
    return null;
  }

  private static Finding unseen(Scene scene, Trouble trouble, Place place) {
    List<Total> said =
        trouble.risen(Signals.CALLING).stream()
            .filter(total -> place.equals(scene.callee(trouble.service, total)))
            .toList();
    return new Finding(
        Cause.of(CauseKind.DEPENDENCY_SERVICE, place),
        Basis.OBSERVED,
        trouble.share(Whys.count(said)),
        List.of(
            Whys.said(
                scene.project(),
                trouble,
                "Why do requests of " + trouble.place().name() + " fail?",
                "its calls to " + place.name() + " fail",
                place,
                said),
            Whys.unknown(
                "Why does " + place.name() + " fail?", "none of its logs are here", place)),
        Decision.INVESTIGATE,
        List.of(
            Commands.readLogs(
                scene.project(), place, "Read what " + place.name() + " logs, and route it here")));
  }
}
