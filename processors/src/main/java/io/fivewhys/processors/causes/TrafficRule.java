// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A service that gets no requests any more because the ones that call it hurt. */
final class TrafficRule implements Rule {

  /** A caller began to hurt this many minutes before or after. */
  private static final long NEAR = 5;

  private final Diagnosis diagnosis;

  TrafficRule(Diagnosis diagnosis) {
    this.diagnosis = diagnosis;
  }

  @Override
  public @Nullable Finding look(Scene scene, Trouble trouble) {
    if (!trouble.hasOnly(Symptom.Rule.TRAFFIC)) {
      return null;
    }
    for (Trouble caller : scene.troubles().values()) {
      if (caller != trouble
          && !caller.hasOnly(Symptom.Rule.TRAFFIC)
          && Math.abs(caller.span.from() - trouble.span.from()) <= NEAR
          && scene.isCalled(caller, trouble.service)
          && !diagnosis.isOnTheWay(caller)) {
        return diagnosis
            .of(scene, caller)
            .after(
                List.of(
                    Whys.of(
                        "Why does " + trouble.place().name() + " get no requests?",
                        caller.place().name() + ", which calls it, hurts",
                        caller.place(),
                        Basis.INFERRED,
                        0,
                        List.of(),
                        null)));
      }
    }
    return null;
  }
}
