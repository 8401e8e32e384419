// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.Control;
import io.fivewhys.Verdict;
import io.fivewhys.processors.verdicts.Judgement;
import org.jspecify.annotations.Nullable;

/** What can be said of a revision that has served nothing. */
final class Untried {

  /** Who had a request this long before the latest of all, or later, still serves. */
  private static final long STILL = 10;

  private Untried() {}

  static Judgement judgement(ServiceHistory service, RevisionHistory to) {
    return new Judgement(
        Verdict.INSUFFICIENT_DATA,
        null,
        Control.NONE,
        0,
        0,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        false,
        reason(to, stillServing(service, to)),
        null);
  }

  private static String reason(RevisionHistory to, @Nullable RevisionHistory serving) {
    String rest = serving == null ? "" : "; " + serving.name + " still serves";
    if (to.facts.getReadyAt() != null) {
      return to.name + " is ready and has served nothing yet" + rest;
    }
    return to.neverReady()
        ? to.name
            + " never became ready ("
            + to.facts.getFailure()
            + ") and has served nothing"
            + rest
        : to.name + " is not known to be ready and has served nothing yet" + rest;
  }

  private static @Nullable RevisionHistory stillServing(
      ServiceHistory service, RevisionHistory to) {
    RevisionHistory serving = service.serving();
    return serving != null && serving.lastTrafficMinute >= KeptMinute.minute(to.since()) - STILL
        ? serving
        : null;
  }
}
