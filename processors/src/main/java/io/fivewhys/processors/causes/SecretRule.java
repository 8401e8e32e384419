// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.ComponentKind;
import io.fivewhys.ConfigurationKind;
import io.fivewhys.Decision;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import io.fivewhys.Why;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A secret that was given a new version, disabled or put out of reach, and who reads it is rejected
 * since. A spec that says "latest" shows nothing of it: the audit log does.
 */
final class SecretRule implements Rule {

  /** Instances read "latest" as they start, so a rotation may take this long to be felt. */
  private static final long FELT_MINUTES = 120;

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    List<Total> denied = trouble.risen(Set.of(SignalKind.SECRET_DENIED));
    List<Total> rejected = trouble.risen(Signals.REJECTIONS);
    boolean loud =
        rejected.stream().anyMatch(trouble::inProportion) || trouble.has(Symptom.Rule.AUTH);
    if (rejected.isEmpty() || !loud) {
      return null;
    }
    PlatformEvent changed = latestChange(scene, trouble, denied);
    if (changed == null && (denied.isEmpty() || Deploys.blamed(scene, trouble) != null)) {
      return null;
    }
    String name = changed == null ? denied.get(0).target() : changed.getComponent();
    Place secret = new Place(ComponentKind.SECRET, "", name);
    List<Total> said = denied.isEmpty() ? rejected : denied;
    List<Why> whys = new ArrayList<>();
    whys.add(
        Whys.said(
            scene.project(),
            trouble,
            "Why do requests of " + trouble.place().name() + " fail?",
            denied.isEmpty() ? "credentials are rejected" : "it may not read secret " + name,
            trouble.place(),
            said));
    whys.add(
        changed == null
            ? Whys.unknown(
                "Why may it not?", "no change of " + name + " or of permissions was seen", secret)
            : Whys.changed(
                "Why are they rejected?",
                "secret " + name + " changed: " + Scene.told(changed),
                secret,
                changed));
    return new Finding(
        Cause.of(CauseKind.SECRET_CHANGED, secret),
        changed == null || denied.isEmpty() && !scene.board().isRead(name, trouble)
            ? Basis.INFERRED
            : Basis.OBSERVED,
        trouble.share(Whys.count(said)),
        whys,
        Decision.FIX_CONFIG,
        List.of(
            Commands.secretVersions(
                scene.project(), secret, "See which versions of " + name + " are enabled"),
            Commands.updateService(
                scene.project(),
                trouble.place(),
                "--update-labels=secret-reread=1",
                "Once the version is right, deploy again so that instances read it anew")));
  }

  private static @Nullable PlatformEvent latestChange(
      Scene scene, Trouble trouble, List<Total> denied) {
    Set<String> names = new TreeSet<>(trouble.service.secrets());
    denied.forEach(total -> names.add(total.target()));
    for (ServiceBoard caller : Callers.of(scene, trouble)) {
      names.addAll(caller.secrets());
    }
    PlatformEvent latest = null;
    Span span = new Span(trouble.span.from() - FELT_MINUTES, trouble.span.from() + 1);
    for (String name : names) {
      PlatformEvent changed =
          scene.changed(span, name, ConfigurationKind.SECRET_VERSION, ConfigurationKind.SECRET);
      if (changed != null && (latest == null || changed.getEventTime() > latest.getEventTime())) {
        latest = changed;
      }
    }
    return latest;
  }
}
