// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.RevisionChange;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A storm of rejections that began when a caller was deployed with other credentials. */
final class CallerRule implements Rule {

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    if (!trouble.has(Symptom.Rule.AUTH)
        && trouble.risen(EnumSet.of(SignalKind.CALLER_REJECTED)).isEmpty()) {
      return null;
    }
    for (ServiceBoard caller : Callers.of(scene, trouble)) {
      for (RevisionChange change : caller.changes()) {
        if (Deploys.isNear(change, trouble) && Deploys.changesCredentials(change)) {
          return finding(scene, trouble, caller, change);
        }
      }
    }
    return null;
  }

  private static Finding finding(
      Scene scene, Trouble trouble, ServiceBoard caller, RevisionChange change) {
    List<Total> said = trouble.risen(EnumSet.of(SignalKind.CALLER_REJECTED, SignalKind.HTTP_AUTH));
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why does " + trouble.place().name() + " reject requests?",
            caller.place.name() + " no longer shows the credentials it did",
            caller.place,
            said));
    whys.add(
        Whys.deployed(
            "What did the deploy of " + caller.place.name() + " change?",
            change.getToRevision() + ": " + Deploys.differences(change),
            caller.place,
            Basis.OBSERVED,
            change.getDiff().size(),
            DeployRule.announced(caller, change, said),
            change));
    boolean canRollBack = change.getFromRevision() != null;
    return new Finding(
        new Cause(CauseKind.REVISION_CONFIG, caller.place, change.getToRevision()),
        Basis.OBSERVED,
        trouble.share(Whys.count(said)),
        whys,
        canRollBack ? Decision.ROLL_BACK : Decision.FIX_CONFIG,
        List.of(
            canRollBack
                ? Commands.rollBack(change, "Send all traffic back to " + change.getFromRevision())
                : Commands.describeRevision(
                    scene.project(),
                    caller.place,
                    change.getToRevision(),
                    "See which credentials it has")));
  }
}
