// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import io.fivewhys.Action;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Impact;
import io.fivewhys.Progress;
import io.fivewhys.RootCause;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import io.fivewhys.contract.Tables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An escalation as a row of {@link Tables#ESCALATIONS}. Symptom, cause and impact, of which there
 * is one each, are columns of their own; what there may be many of stays nested.
 */
final class EscalationRow {

  private EscalationRow() {}

  static Row of(Escalation escalation) {
    Symptom symptom = escalation.getSymptom();
    RootCause cause = escalation.getRootCause();
    Impact impact = escalation.getImpact();
    Progress progress = escalation.getProgress();
    return new Row(
        Tables.ESCALATIONS,
        Arrays.asList(
            escalation.getIncidentId(),
            (long) escalation.getSequence(),
            escalation.getStatus().name(),
            escalation.getSeverity().name(),
            escalation.getBeganAt(),
            escalation.getOpenedAt(),
            escalation.getObservedAt(),
            escalation.getResolvedAt(),
            escalation.getProject(),
            escalation.getTitle(),
            symptom.getComponent().getKind().name(),
            symptom.getComponent().getName(),
            symptom.getSignal().name(),
            symptom.getSlo(),
            symptom.getObserved(),
            symptom.getObjective(),
            symptom.getBurnRate(),
            cause.getKind().name(),
            cause.getComponent().getKind().name(),
            cause.getComponent().getName(),
            cause.getRevision(),
            cause.getBasis().name(),
            cause.getConfidence(),
            structs(escalation.getWhys(), EscalationRow::why),
            structs(escalation.getExonerated(), EscalationRow::exonerated),
            structs(escalation.getAffected(), EscalationRow::component),
            escalation.getDecision().name(),
            structs(escalation.getActions(), EscalationRow::action),
            impact.getFailedRequests(),
            impact.getRequests(),
            impact.getShare(),
            impact.getAffectedMinutes(),
            progress == null ? null : progress.getShareAtOpen(),
            progress == null ? null : progress.getShareNow(),
            progress == null ? null : progress.getServices(),
            progress == null ? null : progress.getRecovered()));
  }

  private static List<@Nullable Object> why(Why why) {
    return Arrays.asList(
        why.getQuestion(),
        why.getAnswer(),
        why.getComponent().getKind().name(),
        why.getComponent().getName(),
        why.getBasis().name(),
        why.getCount(),
        why.getQuery(),
        structs(why.getEvidence(), EscalationRow::evidence));
  }

  private static List<@Nullable Object> evidence(Evidence evidence) {
    return Arrays.asList(
        evidence.getLogName(),
        evidence.getInsertId(),
        evidence.getTimestamp(),
        evidence.getExcerpt());
  }

  private static List<@Nullable Object> exonerated(Exonerated exonerated) {
    return Arrays.asList(
        exonerated.getKind().name(),
        exonerated.getComponent().getKind().name(),
        exonerated.getComponent().getName(),
        exonerated.getReason());
  }

  private static List<@Nullable Object> component(Component component) {
    return Arrays.asList(component.getKind().name(), component.getName());
  }

  private static List<@Nullable Object> action(Action action) {
    return Arrays.asList(action.getText(), action.getCommand());
  }

  private static <T> List<List<@Nullable Object>> structs(
      List<T> records, Function<T, List<@Nullable Object>> struct) {
    List<List<@Nullable Object>> structs = new ArrayList<>(records.size());
    for (T each : records) {
      structs.add(struct.apply(each));
    }
    return structs;
  }
}
