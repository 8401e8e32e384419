// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.RevisionSpec;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests cut at the platform's time limit, and nothing they wait for is known. */
final class TimeoutRule implements Rule {

  private static boolean isReached(@Nullable Integer limitSeconds, List<Total> said) {
    return limitSeconds != null
        && said.stream().anyMatch(total -> total.slowest() >= 980.0 * limitSeconds);
  }

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> said = trouble.risen(Set.of(SignalKind.REQUEST_TIMEOUT));
    if (said.isEmpty() || said.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Place service = trouble.place();
    RevisionSpec spec = trouble.service.servingSpec(trouble.span);
    Integer limit = spec == null ? null : spec.getTimeoutSeconds();
    return new Finding(
        Cause.of(CauseKind.REQUEST_TIMEOUT, service),
        Basis.OBSERVED,
        trouble.share(Whys.count(said)),
        List.of(
            Whys.said(
                scene.project(),
                trouble,
                "Why do requests of " + service.name() + " fail?",
                "they take longer than the time limit"
                    + (isReached(limit, said) ? " of " + limit + " s" : "")
                    + " and are cut",
                service,
                said),
            Whys.unknown(
                "Why do they take so long?", "nothing logged says what they wait for", service)),
        Decision.INVESTIGATE,
        List.of(
            Commands.readLogs(
                scene.project(), service, "Read what these requests logged before they were cut")));
  }
}
