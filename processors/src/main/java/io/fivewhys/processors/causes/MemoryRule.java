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

/** Instances that are ended at their limit of memory, with the requests they were serving. */
final class MemoryRule implements Rule {

  private static final long LEAST = 2;

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> said = trouble.risen(Set.of(SignalKind.MEMORY_LIMIT));
    long count = Whys.count(said);
    if (count < LEAST || said.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Place service = trouble.place();
    String revision = loudest(trouble);
    RevisionSpec spec = trouble.service.spec(revision);
    String limit =
        spec == null || spec.getContainers().isEmpty()
            ? null
            : spec.getContainers().get(0).getLimits().get("memory");
    return new Finding(
        new Cause(CauseKind.MEMORY_LIMIT, service, revision),
        Basis.OBSERVED,
        trouble.share(count),
        List.of(
            Whys.said(
                scene.project(),
                trouble,
                "Why do requests of " + service.name() + " fail?",
                "its instances use more memory than they may"
                    + (limit == null ? "" : " (" + limit + ")")
                    + " and are ended",
                service,
                said)),
        Decision.SCALE,
        List.of(
            Commands.describeRevision(
                scene.project(), service, revision, "See the limit that it has"),
            Commands.updateService(
                scene.project(),
                service,
                "--memory=" + doubled(limit),
                "Give its instances more memory until it is known what uses it")));
  }

  private static String loudest(Trouble trouble) {
    String loudest = "";
    long most = 0;
    for (String revision : trouble.service.revisions(trouble.span)) {
      long count =
          Whys.count(
              trouble.service.signals(
                  revision, trouble.span, kind -> kind == SignalKind.MEMORY_LIMIT));
      if (count > most) {
        most = count;
        loudest = revision;
      }
    }
    return loudest;
  }

  /** Cloud Run allows up to 32 GiB. */
  static String doubled(@Nullable String limit) {
    if (limit != null && limit.matches("[0-9]{1,5}Mi")) {
      return Math.min(32_768, 2 * Integer.parseInt(limit.replace("Mi", ""))) + "Mi";
    }
    if (limit != null && limit.matches("[0-9]{1,2}Gi")) {
      return Math.min(32, 2 * Integer.parseInt(limit.replace("Gi", ""))) + "Gi";
    }
    return "1Gi";
  }
}
