// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.RevisionSpec;
import io.fivewhys.SignalKind;
import java.util.List;
import java.util.Map;
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
    Map<String, String> limits =
        spec == null || spec.getContainers().isEmpty()
            ? Map.of()
            : spec.getContainers().get(0).getLimits();
    String limit = limits.get("memory");
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
            more(scene, service, limits)));
  }

  /** Without a command where there is no more to be had, or it is not known what it has. */
  private static Action more(Scene scene, Place service, Map<String, String> limits) {
    String text = "Give its instances more memory until it is known what uses it";
    String flags = Memory.doubled(limits);
    return flags == null
        ? new Action(text + ", or let each serve fewer requests at once", null)
        : Commands.updateService(scene.project(), service, flags, text);
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
}
