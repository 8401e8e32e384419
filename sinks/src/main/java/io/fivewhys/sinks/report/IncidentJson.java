// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Action;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Evidence;
import io.fivewhys.Exonerated;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.RootCause;
import io.fivewhys.Symptom;
import io.fivewhys.Why;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An incident as the page's script reads it; times are milliseconds. What is long is cut and what
 * is many left out, so that no log can make a page of any size.
 */
final class IncidentJson {

  /** Commands and queries: half of one would do harm, so what is longer than this is left out. */
  private static final int CODE_LENGTH = 8_000;

  /** Elements of a list. */
  static final int MOST = 50;

  private IncidentJson() {}

  static void write(JsonText json, Escalation e) {
    json.object(o -> members(o, e));
  }

  /** The same within an object that has more to say. */
  static void members(JsonText json, Escalation e) {
    json.name("id").value(cut(e.getIncidentId()));
    json.name("status").value(e.getStatus().name());
    json.name("severity").value(e.getSeverity().name());
    json.name("title").value(cut(e.getTitle()));
    json.name("project").value(cut(e.getProject()));
    times(json, e);
    symptom(json, e.getSymptom());
    cause(json, e.getRootCause());
    list(json, "whys", e.getWhys(), IncidentJson::why);
    list(json, "exonerated", e.getExonerated(), IncidentJson::exonerated);
    list(json, "affected", e.getAffected(), IncidentJson::component);
    json.name("decision").value(e.getDecision().name());
    list(json, "actions", e.getActions(), IncidentJson::action);
    Impact impact = e.getImpact();
    json.name("failed").value(impact.getFailedRequests());
    json.name("requests").value(impact.getRequests());
    json.name("share").value(finite(impact.getShare()));
    json.name("minutes").value(impact.getAffectedMinutes());
  }

  /** What a list of incidents says of one. */
  static void writeShort(JsonText json, Escalation e) {
    json.object(o -> {
      o.name("id").value(cut(e.getIncidentId()));
      o.name("status").value(e.getStatus().name());
      o.name("severity").value(e.getSeverity().name());
      o.name("title").value(cut(e.getTitle()));
      o.name("project").value(cut(e.getProject()));
      times(o, e);
      o.name("symptom")
          .object(symptom -> {
            symptom.name("component");
            component(symptom, e.getSymptom().getComponent());
            symptom.name("signal").value(e.getSymptom().getSignal().name());
          });
      cause(o, e.getRootCause());
      o.name("decision").value(e.getDecision().name());
      list(o, "affected", e.getAffected(), IncidentJson::component);
    });
  }

  /** How it stood at one step. */
  static void writeStep(JsonText json, Escalation e) {
    json.object(o -> {
      o.name("at").value(millis(e.getObservedAt()));
      o.name("status").value(e.getStatus().name());
      o.name("severity").value(e.getSeverity().name());
      o.name("title").value(cut(e.getTitle()));
      cause(o, e.getRootCause());
    });
  }

  private static void times(JsonText json, Escalation e) {
    boolean over = e.getStatus() == IncidentStatus.RESOLVED;
    Long end = e.getResolvedAt() == null ? Long.valueOf(e.getObservedAt()) : e.getResolvedAt();
    json.name("began").value(millis(e.getBeganAt()));
    json.name("opened").value(millis(e.getOpenedAt()));
    json.name("observed").value(millis(e.getObservedAt()));
    json.name("resolved").value(millis(over ? end : null));
  }

  private static void symptom(JsonText json, Symptom symptom) {
    json.name("symptom")
        .object(o -> {
          o.name("component");
          component(o, symptom.getComponent());
          o.name("signal").value(symptom.getSignal().name());
          o.name("slo").value(cut(symptom.getSlo()));
          o.name("observed").value(finite(symptom.getObserved()));
          o.name("objective").value(finite(symptom.getObjective()));
          o.name("burnRate").value(finite(symptom.getBurnRate()));
        });
  }

  private static void cause(JsonText json, RootCause cause) {
    json.name("cause")
        .object(o -> {
          o.name("kind").value(cause.getKind().name());
          o.name("component");
          component(o, cause.getComponent());
          o.name("revision").value(cut(cause.getRevision()));
          o.name("basis").value(cause.getBasis().name());
          o.name("confidence").value(finite(cause.getConfidence()));
        });
  }

  private static void why(JsonText json, Why why) {
    json.object(o -> {
      o.name("question").value(cut(why.getQuestion()));
      o.name("answer").value(cut(why.getAnswer()));
      o.name("component");
      component(o, why.getComponent());
      o.name("basis").value(why.getBasis().name());
      o.name("count").value(why.getCount());
      o.name("query").value(whole(why.getQuery()));
      list(o, "evidence", why.getEvidence(), IncidentJson::evidence);
    });
  }

  private static void evidence(JsonText json, Evidence evidence) {
    json.object(o -> {
      o.name("log").value(cut(evidence.getLogName()));
      o.name("entry").value(cut(evidence.getInsertId()));
      o.name("at").value(millis(evidence.getTimestamp()));
      o.name("excerpt").value(cut(evidence.getExcerpt()));
    });
  }

  private static void exonerated(JsonText json, Exonerated exonerated) {
    json.object(o -> {
      o.name("kind").value(exonerated.getKind().name());
      o.name("component");
      component(o, exonerated.getComponent());
      o.name("reason").value(cut(exonerated.getReason()));
    });
  }

  private static void component(JsonText json, Component component) {
    json.object(o -> {
      o.name("kind").value(component.getKind().name());
      o.name("name").value(cut(component.getName()));
    });
  }

  private static void action(JsonText json, Action action) {
    json.object(o -> {
      o.name("text").value(cut(action.getText()));
      o.name("command").value(whole(action.getCommand()));
    });
  }

  private static <T> void list(
      JsonText json, String name, List<T> values, BiConsumer<JsonText, T> each) {
    json.name(name)
        .array(list -> values.stream().limit(MOST).forEach(value -> each.accept(list, value)));
  }

  private static @Nullable Long millis(@Nullable Long micros) {
    return micros == null ? null : Long.valueOf(Math.floorDiv(micros, 1_000L));
  }

  private static @Nullable Double finite(@Nullable Double number) {
    return number == null || !Double.isFinite(number) ? null : number;
  }

  private static @Nullable String whole(@Nullable String code) {
    return code == null || code.length() > CODE_LENGTH ? null : code;
  }

  private static @Nullable String cut(@Nullable String text) {
    return Texts.cutOrNull(text, Texts.LONG);
  }
}
