// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Decision;
import io.fivewhys.RevisionSpec;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Requests turned away for want of an instance: because more came than ever, or because the limit
 * is low for what is usual.
 */
final class InstanceRule implements Rule {

  private static final Set<SignalKind> KINDS =
      EnumSet.of(SignalKind.NO_INSTANCE, SignalKind.HTTP_429);

  /** So many times the usual traffic is a surge. */
  private static final double SURGE = 2.5;

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> said = trouble.risen(KINDS);
    List<Total> platform =
        said.stream().filter(total -> total.kind() == SignalKind.NO_INSTANCE).toList();
    if (platform.isEmpty() || platform.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Place service = trouble.place();
    Span span = trouble.span;
    Counts now = trouble.service.counts(span);
    Counts before = trouble.service.counts(span.before());
    double rate = (double) now.requests() / span.minutes();
    double usual = (double) before.requests() / span.before().minutes();
    boolean surge = before.requests() > 0 && rate >= SURGE * usual;
    RevisionSpec spec = trouble.service.servingSpec(span);
    Integer limit = spec == null ? null : spec.getMaxScale();
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why are requests of " + service.name() + " turned away?",
            "no instance was free to take them"
                + (limit == null ? "" : ", and no more than " + limit + " may run"),
            service,
            platform));
    if (surge) {
      whys.add(
          Whys.of(
              "Why was no instance free?",
              String.format(
                  Locale.ROOT, "%,.0f requests a minute came; %,.0f are usual", rate, usual),
              service,
              Basis.OBSERVED,
              now.requests(),
              Whys.evidence(said),
              Queries.requests(scene.project(), service, span)));
    }
    List<Action> actions = new ArrayList<>();
    actions.add(
        limit == null
            ? new Action("See which limit of instances holds for the project and region", null)
            : Commands.updateService(
                scene.project(),
                service,
                "--max-instances=" + 2 * limit,
                "Let it have more instances, if what is behind it can take them"));
    return new Finding(
        Cause.of(surge ? CauseKind.TRAFFIC_SURGE : CauseKind.INSTANCE_LIMIT, service),
        Basis.OBSERVED,
        trouble.share(Whys.count(platform)),
        whys,
        Decision.SCALE,
        actions);
  }
}
