// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Decision;
import io.fivewhys.PlatformEvent;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Redis that cannot be reached. It writes no log of its own: callers say so, or the audit log.
 */
final class RedisRule implements Rule {

  private static final long CHANGED_MINUTES = 10;

  private final boolean shared;

  /**
   * @param shared whether more than one service must say so, or the audit log
   */
  RedisRule(boolean shared) {
    this.shared = shared;
  }

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> said = trouble.risen(Signals.REDIS);
    if (said.isEmpty() || said.stream().noneMatch(trouble::inProportion)) {
      return null;
    }
    Place redis = scene.redis(said.get(0), trouble.span);
    String address = redis.name();
    List<Total> about =
        said.stream().filter(each -> scene.redis(each, trouble.span).equals(redis)).toList();
    long others =
        scene.hearing(trouble.span, Signals.REDIS).stream()
            .filter(heard -> heard.service() != trouble.service)
            .filter(heard ->
                heard.totals().stream()
                    .anyMatch(total -> scene.redis(total, trouble.span).equals(redis)))
            .count();
    PlatformEvent changed =
        scene.changed(
            trouble.span.widened(CHANGED_MINUTES, 0), "", ConfigurationKind.REDIS_INSTANCE);
    if (shared && others == 0 && changed == null) {
      return null;
    }
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why do requests of " + trouble.place().name() + " fail?",
            "it cannot reach Redis"
                + (address.isEmpty() ? "" : " at " + address)
                + (others == 0 ? "" : "; neither can " + Words.count(others, "other service")),
            redis,
            about));
    if (changed != null) {
      whys.add(Whys.changed("Why is it out of reach?", Scene.told(changed), redis, changed));
    }
    return new Finding(
        Cause.of(CauseKind.REDIS_UNREACHABLE, redis),
        others > 0 || changed != null ? Basis.OBSERVED : Basis.INFERRED,
        trouble.share(Whys.count(about)),
        whys,
        Decision.INVESTIGATE,
        List.of(
            new Action(
                "See whether " + Words.name(redis) + " runs, and in which network it is",
                "gcloud redis instances list --region="
                    + Commands.quoted(trouble.place().location())
                    + " --project="
                    + Commands.quoted(scene.project()))));
  }
}
