// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.pubsub;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Component;
import io.fivewhys.ComponentKind;
import io.fivewhys.Decision;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Signal;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import java.util.List;

/** Hand-made steps of incidents. */
final class Steps {

  private Steps() {}

  static Escalation step(String incident, int sequence) {
    Component checkout = new Component(ComponentKind.CLOUD_RUN_SERVICE, "checkout");
    Component database = new Component(ComponentKind.CLOUD_SQL_INSTANCE, "orders-db");
    return new Escalation(
        incident,
        sequence,
        sequence == 1 ? IncidentStatus.OPENED : IncidentStatus.UPDATED,
        Severity.P1,
        1_772_359_320_000_000L,
        1_772_359_320_000_000L + (sequence - 1) * 60_000_000L,
        "acme-prod",
        "checkout fails: orders-db has no connection left",
        new Symptom(checkout, Signal.ERROR_RATE, "availability", 0.41, 0.99, null),
        new RootCause(CauseKind.SQL_CONNECTIONS_EXHAUSTED, database, null, Basis.INFERRED, 0.7),
        List.of(
            new Why(
                "Why does checkout answer 500?",
                "It cannot connect to orders-db.",
                checkout,
                Basis.OBSERVED,
                12L,
                List.of(new Evidence("run.googleapis.com/stderr", "a1", 1L, "FATAL: no slots")),
                null)),
        List.of(),
        List.of(checkout),
        Decision.SCALE,
        List.of(new Action("Raise max_connections.", "gcloud sql instances patch orders-db")),
        null,
        new Impact(410L, 1_000L, 0.41, 2L),
        null,
        null);
  }
}
