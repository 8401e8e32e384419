// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.Progress;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Signal;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Escalations for tests: with everything said, and with nothing that may be left out. */
public final class Incidents {

  public static final Component CHECKOUT =
      new Component(ComponentKind.CLOUD_RUN_SERVICE, "checkout");

  private Incidents() {}

  public static Escalation bare(String incidentId, int sequence, IncidentStatus status) {
    return new Escalation(
        incidentId,
        sequence,
        status,
        Severity.P3,
        micros("2026-03-01T10:00:00Z"),
        micros("2026-03-01T10:00:00Z") + sequence,
        "acme-prod",
        "",
        new Symptom(CHECKOUT, Signal.ERROR_RATE, "", null, null, null),
        new RootCause(CauseKind.UNKNOWN, CHECKOUT, null, Basis.UNKNOWN, 0.0),
        List.of(),
        List.of(),
        List.of(),
        Decision.INVESTIGATE,
        List.of(),
        null,
        new Impact(0L, 0L, null, 0L),
        null,
        null);
  }

  public static Escalation full(String text) {
    Component database = new Component(ComponentKind.CLOUD_SQL_INSTANCE, text);
    Escalation full = bare("inc-" + text, 3, IncidentStatus.RESOLVED);
    full.setSeverity(Severity.P1);
    full.setTitle(text);
    full.setBeganAt(micros("2026-03-01T09:57:00Z"));
    full.setResolvedAt(micros("2026-03-01T10:12:30.000007Z"));
    full.setSymptom(new Symptom(CHECKOUT, Signal.LATENCY, text, 0.41, 0.99, 41.0));
    full.setRootCause(
        new RootCause(CauseKind.SQL_SLOW, database, "checkout-00002-def", Basis.OBSERVED, 0.93));
    full.setWhys(
        List.of(
            new Why(
                text,
                text,
                CHECKOUT,
                Basis.INFERRED,
                15L,
                List.of(
                    new Evidence(text, "a1", micros("2026-03-01T10:01:00.000001Z"), text),
                    new Evidence("", "", 0L, "")),
                text),
            new Why("Why?", "", database, Basis.UNKNOWN, 0L, List.of(), null)));
    full.setExonerated(List.of(new Exonerated(CauseKind.REVISION_CODE, CHECKOUT, text)));
    full.setAffected(List.of(CHECKOUT, database));
    full.setDecision(Decision.ROLL_BACK);
    full.setActions(List.of(new Action(text, text), new Action(text, null)));
    full.setImpact(new Impact(41L, 100L, 0.41, 12L));
    full.setProgress(new Progress(0.5, 0.25, 3L, 1L));
    return full;
  }

  public static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }
}
