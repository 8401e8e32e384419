// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

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
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Signal;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import io.fivewhys.local.warehouse.LocalWarehouse;
import io.fivewhys.sinks.bigquery.RowMapper;
import io.fivewhys.sinks.bigquery.StreamProgress;
import io.fivewhys.sinks.bigquery.TableWriter;
import io.fivewhys.warehouse.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Hand-made escalations: one incident from its begin to its end, and one made of a hostile text.
 */
final class Incidents {

  private static final Component CHECKOUT =
      new Component(ComponentKind.CLOUD_RUN_SERVICE, "checkout");
  private static final Component DATABASE =
      new Component(ComponentKind.CLOUD_SQL_INSTANCE, "orders-db");

  private Incidents() {}

  static Escalation opened() {
    return new Escalation(
        "3f2a9c",
        1,
        IncidentStatus.OPENED,
        Severity.P2,
        micros("2026-03-01T10:02:00Z"),
        micros("2026-03-01T10:02:00Z"),
        "acme-prod",
        "checkout fails: orders-db has no connection left",
        new Symptom(CHECKOUT, Signal.ERROR_RATE, "availability", 0.41, 0.99, 41.0),
        new RootCause(CauseKind.SQL_CONNECTIONS_EXHAUSTED, DATABASE, null, Basis.INFERRED, 0.7),
        List.of(
            new Why(
                "Why does checkout answer 500?",
                "It cannot connect to orders-db.",
                CHECKOUT,
                Basis.OBSERVED,
                1_240L,
                List.of(
                    new Evidence(
                        "run.googleapis.com/stderr",
                        "a1",
                        micros("2026-03-01T10:00:03Z"),
                        "FATAL: remaining connection slots are reserved")),
                "SELECT count(*)\nFROM error_signatures"),
            new Why(
                "Why are no connections left?",
                "Every instance keeps ten open.",
                DATABASE,
                Basis.INFERRED,
                0L,
                List.of(),
                null)),
        List.of(
            new Exonerated(CauseKind.REVISION_CODE, CHECKOUT, "the old revision fails as well")),
        List.of(CHECKOUT),
        Decision.SCALE,
        List.of(
            new Action(
                "Allow more connections.",
                "gcloud sql instances patch orders-db --database-flags=max_connections=200"),
            new Action("Then make the pools smaller.", null)),
        null,
        new Impact(410L, 1_000L, 0.41, 2L),
        micros("2026-03-01T09:59:00Z"),
        null);
  }

  static Escalation updated() {
    Escalation updated = Escalation.newBuilder(opened()).build();
    updated.setSequence(2);
    updated.setStatus(IncidentStatus.UPDATED);
    updated.setSeverity(Severity.P1);
    updated.setObservedAt(micros("2026-03-01T10:05:00Z"));
    updated.setAffected(List.of(CHECKOUT, new Component(ComponentKind.CLOUD_RUN_SERVICE, "cart")));
    return updated;
  }

  static Escalation resolved() {
    Escalation resolved = Escalation.newBuilder(updated()).build();
    resolved.setSequence(3);
    resolved.setStatus(IncidentStatus.RESOLVED);
    resolved.setObservedAt(micros("2026-03-01T10:30:00Z"));
    resolved.setResolvedAt(micros("2026-03-01T10:14:30Z"));
    return resolved;
  }

  /** With this text in every place that takes one. */
  static Escalation hostile(String text) {
    Component component = new Component(ComponentKind.SECRET, text);
    Escalation hostile = opened();
    hostile.setIncidentId(text);
    hostile.setProject(text);
    hostile.setTitle(text);
    hostile.setSymptom(new Symptom(component, Signal.LATENCY, text, null, null, null));
    hostile.setRootCause(new RootCause(CauseKind.UNKNOWN, component, text, Basis.UNKNOWN, 0.0));
    hostile.setWhys(
        List.of(
            new Why(
                text,
                text,
                component,
                Basis.OBSERVED,
                1L,
                List.of(new Evidence(text, text, 0L, text)),
                text)));
    hostile.setExonerated(List.of(new Exonerated(CauseKind.UNKNOWN, component, text)));
    hostile.setAffected(List.of(component));
    hostile.setActions(List.of(new Action(text, text)));
    return hostile;
  }

  /** As a replay leaves it. */
  static void write(Path file, List<Escalation> escalations) {
    Path rows = file.resolveSibling("rows.duckdb");
    try (LocalWarehouse warehouse = LocalWarehouse.openInProcess(rows);
        TableWriter writer =
            warehouse.writer(
                Tables.ESCALATIONS,
                StreamProgress.unkept(),
                (row, reason) -> {
                  throw new AssertionError(reason);
                })) {
      for (Escalation escalation : escalations) {
        writer.append(RowMapper.rows(escalation).getFirst().values());
      }
      writer.flush();
      warehouse.export(file);
    }
  }

  static long micros(String instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(instant));
  }
}
