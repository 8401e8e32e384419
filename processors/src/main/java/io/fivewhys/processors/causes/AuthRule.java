// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.SignalKind;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rejections that no deploy and no change of a secret explain; by a service or a database. */
final class AuthRule implements Rule {

  private static final Set<SignalKind> BY_SERVICE =
      EnumSet.of(SignalKind.HTTP_AUTH, SignalKind.CALLER_REJECTED);

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> sql = trouble.risen(Set.of(SignalKind.SQL_AUTH_FAILED));
    if (!sql.isEmpty() && trouble.inProportion(sql.get(0))) {
      return rejected(scene, trouble, scene.database(trouble.service, sql.get(0)), sql);
    }
    List<Total> said = trouble.risen(BY_SERVICE);
    boolean storm =
        trouble.has(Symptom.Rule.AUTH)
            || said.stream().anyMatch(total -> trouble.share(total.count()) >= 0.5);
    return said.isEmpty() || !storm ? null : rejected(scene, trouble, trouble.place(), said);
  }

  private static Finding rejected(Scene scene, Trouble trouble, Place rejecting, List<Total> said) {
    return new Finding(
        Cause.of(CauseKind.AUTH_REJECTED, rejecting),
        Basis.OBSERVED,
        trouble.share(Whys.count(said)),
        List.of(
            Whys.said(
                scene.project(),
                trouble,
                "Why do requests of " + trouble.place().name() + " fail?",
                Words.name(rejecting) + " rejects the credentials that it is shown",
                rejecting,
                said),
            Whys.unknown(
                "Why are they not accepted?",
                "no deploy and no change of a secret was seen before",
                rejecting)),
        Decision.INVESTIGATE,
        List.of(
            Commands.readLogs(
                scene.project(),
                trouble.place(),
                "See who is rejected, and since when their credentials are valid")));
  }
}
