// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something outside of what is watched: a host or an address that fails or does not answer. */
final class HostRule implements Rule {

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> said =
        trouble.risen(Signals.CALLING).stream()
            .filter(total -> !total.target().isEmpty())
            .filter(total -> scene.callee(trouble.service, total) == null)
            .toList();
    if (said.isEmpty() || !trouble.inProportion(said.get(0))) {
      return null;
    }
    String host = said.get(0).target();
    List<Total> about = said.stream().filter(total -> total.target().equals(host)).toList();
    Place place = new Place(ComponentKind.OTHER, "", host);
    return new Finding(
        Cause.of(CauseKind.DEPENDENCY_SERVICE, place),
        Basis.OBSERVED,
        trouble.share(Whys.count(about)),
        List.of(
            Whys.said(
                scene.project(),
                trouble,
                "Why do requests of " + trouble.place().name() + " fail?",
                switch (about.get(0).kind()) {
                  case NAME_NOT_FOUND -> "the name " + host + " cannot be resolved";
                  case CALL_FAILED -> host + " answers with errors";
                  case CALL_REJECTED -> host + " rejects its calls";
                  default -> host + " does not answer";
                },
                place,
                about),
            Whys.unknown("Why does " + host + " fail?", "it is not among what is watched", place)),
        Decision.INVESTIGATE,
        List.of(
            Commands.readLogs(
                scene.project(), trouble.place(), "Read what the calls to " + host + " end with")));
  }
}
