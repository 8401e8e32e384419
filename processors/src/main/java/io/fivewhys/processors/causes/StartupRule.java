// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Instances that do not start, for a reason of their own. */
final class StartupRule implements Rule {

  private static final long LEAST = 2;

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    String revision = "";
    long most = 0;
    for (String each : trouble.service.revisions(trouble.span)) {
      long failed = Deploys.startsFailed(each, trouble);
      if (failed > most) {
        most = failed;
        revision = each;
      }
    }
    List<Total> said =
        trouble.service.signals(revision, trouble.span, Signals.FAILED_STARTS::contains);
    if (most < LEAST || said.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Place service = trouble.place();
    List<Total> missing =
        trouble.service.signals(revision, trouble.span, Signals.MISSING::contains);
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why does " + service.name() + " not start?",
            "instances of " + revision + " end before they serve" + exits(said),
            service,
            said.subList(0, 1)));
    whys.add(
        missing.isEmpty()
            ? Whys.unknown("Why do they end?", "nothing they log before says why", service)
            : Whys.said(
                scene.project(),
                trouble,
                "Why do they end?",
                Missing.inWords(missing.get(0)),
                service,
                missing));
    return new Finding(
        new Cause(CauseKind.REVISION_STARTUP_FAILURE, service, revision),
        missing.isEmpty() ? Basis.INFERRED : Basis.OBSERVED,
        1,
        whys,
        Decision.INVESTIGATE,
        List.of(
            Commands.readLogs(
                scene.project(), service, "Read what its instances log before they end")));
  }

  private static String exits(List<Total> said) {
    return said.stream()
        .filter(total -> !total.target().isEmpty())
        .findFirst()
        .map(total -> ", with " + total.target())
        .orElse("");
  }
}
