// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

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
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Escalations as they went into a warehouse file: each row is the record that it came from. What
 * shows incidents then has one kind of thing to show, wherever it was.
 */
public final class EscalationReader {

  private EscalationReader() {}

  /** All of them, by incident, in the order in which incidents opened. */
  public static List<Escalation> all(Path file) {
    return read(file, "TRUE");
  }

  /** Those of one incident, in sequence; empty when there is no such incident. */
  public static List<Escalation> of(Path file, String incidentId) {
    return read(file, "incident_id = '" + incidentId.replace("'", "''") + "'");
  }

  private static List<Escalation> read(Path file, String condition) {
    QueryResult result =
        WarehouseQuery.run(
            file,
            "SELECT * FROM escalations WHERE "
                + condition
                + " ORDER BY min(opened_at) OVER (PARTITION BY incident_id), incident_id, sequence");
    List<Escalation> escalations = new ArrayList<>(result.rows().size());
    for (List<@Nullable Object> row : result.rows()) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        values.put(result.columns().get(i), row.get(i));
      }
      escalations.add(new Fields(values).escalation());
    }
    return escalations;
  }

  /** The values of a row or of a struct in it, by name. */
  private record Fields(Map<?, ? extends @Nullable Object> values) {

    Escalation escalation() {
      return new Escalation(
          text("incident_id"),
          (int) number("sequence"),
          IncidentStatus.valueOf(text("status")),
          Severity.valueOf(text("severity")),
          micros(instant("opened_at")),
          micros(instant("observed_at")),
          text("project"),
          text("title"),
          symptom(),
          rootCause(),
          list("whys", Fields::why),
          list("exonerated", Fields::exonerated),
          list("affected", fields -> fields.component("kind", "name")),
          Decision.valueOf(text("decision")),
          list("actions", fields -> new Action(fields.text("text"), fields.textOrNull("command"))),
          values.get("resolved_at") instanceof Instant time ? micros(time) : null,
          new Impact(
              number("impact_failed_requests"),
              number("impact_requests"),
              fraction("impact_share"),
              number("impact_affected_minutes")));
    }

    private Symptom symptom() {
      return new Symptom(
          component("symptom_component_kind", "symptom_component"),
          Signal.valueOf(text("symptom_signal")),
          text("symptom_slo"),
          fraction("symptom_observed"),
          fraction("symptom_objective"),
          fraction("symptom_burn_rate"));
    }

    private RootCause rootCause() {
      return new RootCause(
          CauseKind.valueOf(text("root_cause_kind")),
          component("root_cause_component_kind", "root_cause_component"),
          textOrNull("root_cause_revision"),
          Basis.valueOf(text("root_cause_basis")),
          Objects.requireNonNull(fraction("root_cause_confidence")));
    }

    private Why why() {
      return new Why(
          text("question"),
          text("answer"),
          component("component_kind", "component"),
          Basis.valueOf(text("basis")),
          number("count"),
          list("evidence", Fields::evidence),
          textOrNull("query"));
    }

    private Evidence evidence() {
      return new Evidence(
          text("log_name"), text("insert_id"), micros(instant("timestamp")), text("excerpt"));
    }

    private Exonerated exonerated() {
      return new Exonerated(
          CauseKind.valueOf(text("kind")),
          component("component_kind", "component"),
          text("reason"));
    }

    private Component component(String kind, String name) {
      return new Component(ComponentKind.valueOf(text(kind)), text(name));
    }

    private String text(String name) {
      return Objects.requireNonNull(textOrNull(name), name);
    }

    private @Nullable String textOrNull(String name) {
      return (String) values.get(name);
    }

    private long number(String name) {
      return ((Number) Objects.requireNonNull(values.get(name), name)).longValue();
    }

    private @Nullable Double fraction(String name) {
      return (Double) values.get(name);
    }

    private Instant instant(String name) {
      return (Instant) Objects.requireNonNull(values.get(name), name);
    }

    private static long micros(Instant time) {
      return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private <T> List<T> list(String name, Function<Fields, T> element) {
      List<T> list = new ArrayList<>();
      for (Object struct : (List<?>) Objects.requireNonNull(values.get(name), name)) {
        list.add(element.apply(new Fields((Map<?, ?>) struct)));
      }
      return list;
    }
  }
}
