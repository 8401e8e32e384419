// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

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
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a row of the table back to the record that it was made of. */
final class EscalationRow {

  private EscalationRow() {}

  static Escalation escalation(WarehouseRow row) {
    return new Escalation(
        row.text("incident_id"),
        (int) row.number("sequence"),
        IncidentStatus.valueOf(row.text("status")),
        Severity.valueOf(row.text("severity")),
        row.number("opened_at"),
        row.number("observed_at"),
        row.text("project"),
        row.text("title"),
        symptom(row),
        rootCause(row),
        row.structs("whys", EscalationRow::why),
        row.structs("exonerated", EscalationRow::exonerated),
        row.structs("affected", parts -> component(parts, 0)),
        Decision.valueOf(row.text("decision")),
        row.structs("actions", parts -> new Action(text(parts, 0), (String) parts.get(1))),
        row.numberOrNull("resolved_at"),
        new Impact(
            row.number("impact_failed_requests"),
            row.number("impact_requests"),
            row.fractionOrNull("impact_share"),
            row.number("impact_affected_minutes")),
        row.numberOrNull("began_at"),
        progress(row));
  }

  private static @Nullable Progress progress(WarehouseRow row) {
    Long services = row.numberOrNull("progress_services");
    return services == null
        ? null
        : new Progress(
            row.fractionOrNull("progress_share_at_open"),
            row.fractionOrNull("progress_share_now"),
            services,
            row.number("progress_recovered"));
  }

  private static Symptom symptom(WarehouseRow row) {
    return new Symptom(
        component(row, "symptom_component"),
        Signal.valueOf(row.text("symptom_signal")),
        row.text("symptom_slo"),
        row.fractionOrNull("symptom_observed"),
        row.fractionOrNull("symptom_objective"),
        row.fractionOrNull("symptom_burn_rate"));
  }

  private static RootCause rootCause(WarehouseRow row) {
    Double confidence = row.fractionOrNull("root_cause_confidence");
    return new RootCause(
        CauseKind.valueOf(row.text("root_cause_kind")),
        component(row, "root_cause_component"),
        row.textOrNull("root_cause_revision"),
        Basis.valueOf(row.text("root_cause_basis")),
        confidence == null ? 0 : confidence);
  }

  private static Component component(WarehouseRow row, String column) {
    return new Component(ComponentKind.valueOf(row.text(column + "_kind")), row.text(column));
  }

  private static Component component(List<@Nullable Object> parts, int kind) {
    return new Component(ComponentKind.valueOf(text(parts, kind)), text(parts, kind + 1));
  }

  private static Why why(List<@Nullable Object> parts) {
    return new Why(
        text(parts, 0),
        text(parts, 1),
        component(parts, 2),
        Basis.valueOf(text(parts, 4)),
        number(parts, 5),
        WarehouseRow.structs(parts.get(7), EscalationRow::evidence),
        (String) parts.get(6));
  }

  private static Evidence evidence(List<@Nullable Object> parts) {
    return new Evidence(text(parts, 0), text(parts, 1), number(parts, 2), text(parts, 3));
  }

  private static Exonerated exonerated(List<@Nullable Object> parts) {
    return new Exonerated(CauseKind.valueOf(text(parts, 0)), component(parts, 1), text(parts, 3));
  }

  private static String text(List<@Nullable Object> parts, int index) {
    return String.valueOf(parts.get(index));
  }

  private static long number(List<@Nullable Object> parts, int index) {
    return parts.get(index) instanceof Long number ? number : 0;
  }
}
