// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.RevisionChange;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who took the connections that others lack: a deploy just before that lets a service have more.
 */
final class Taken {

  /** Pools fill as traffic moves and instances start. */
  private static final long FILLING_MINUTES = 15;

  private Taken() {}

  static @Nullable Finding connections(
      Scene scene, Trouble trouble, Place database, List<Why> above, List<Total> totals) {
    for (ServiceBoard service : scene.board().services()) {
      if (!service.databases().contains(database.name())) {
        continue;
      }
      for (RevisionChange change : service.changes()) {
        long began = Deploys.began(change);
        if (began >= trouble.span.from() - FILLING_MINUTES
            && began <= trouble.span.from() + 1
            && Deploys.changesConnections(change)) {
          return finding(trouble, service, change, above, totals);
        }
      }
    }
    return null;
  }

  private static Finding finding(
      Trouble trouble,
      ServiceBoard service,
      RevisionChange change,
      List<Why> above,
      List<Total> totals) {
    List<Why> whys = new ArrayList<>(above);
    whys.add(
        Whys.deployed(
            "Why are none left?",
            change.getToRevision() + " may take more than before: " + Deploys.differences(change),
            service.place,
            Basis.INFERRED,
            change.getDiff().size(),
            DeployRule.announced(service, change, totals),
            change));
    boolean canRollBack = change.getFromRevision() != null;
    return new Finding(
        new Cause(CauseKind.REVISION_CONFIG, service.place, change.getToRevision()),
        Basis.INFERRED,
        trouble.share(Whys.count(totals)),
        whys,
        canRollBack ? Decision.ROLL_BACK : Decision.FIX_CONFIG,
        canRollBack
            ? List.of(
                Commands.rollBack(change, "Send all traffic back to " + change.getFromRevision()))
            : List.of(new Action("Give it a smaller pool or fewer instances", null)));
  }
}
