// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Component;
import io.fivewhys.Escalation;
import io.fivewhys.Exonerated;
import io.fivewhys.Impact;
import io.fivewhys.IncidentStatus;
import io.fivewhys.Progress;
import io.fivewhys.RevisionChange;
import io.fivewhys.RootCause;
import io.fivewhys.Severity;
import io.fivewhys.Verdict;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.symptoms.Symptom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts an incident into the record that is told of it. */
final class Escalations {

  private static final int MOST_EXONERATED = 10;
  private static final long RECENT_MINUTES = 15;
  private static final long NOW_MINUTES = 5;

  private final String project;
  private final Configuration configuration;

  Escalations(String project, Configuration configuration) {
    this.project = project;
    this.configuration = configuration;
  }

  /**
   * @param findings of every service that hurts
   * @return without its sequence
   */
  Escalation of(
      Scene scene,
      SortedMap<Place, Finding> findings,
      Incident incident,
      IncidentStatus status,
      long at) {
    List<Trouble> troubles =
        incident.members.keySet().stream()
            .filter(scene.troubles()::containsKey)
            .map(scene.troubles()::get)
            .toList();
    long last = Board.minuteOf(incident.lastHurt());
    incident.settle(scene.board(), at);
    incident.harm.look(
        incident.services(scene.board()),
        new Span(Board.minuteOf(incident.since()), Board.minuteOf(at)));
    Impact impact =
        incident.harm.until(status == IncidentStatus.RESOLVED ? last : Board.minuteOf(at));
    Escalation before = incident.told;
    Escalation now = before == null ? new Escalation() : Escalation.newBuilder(before).build();
    now.setIncidentId(incident.id);
    now.setStatus(status);
    now.setOpenedAt(incident.openedAt);
    if (!incident.members.isEmpty()) {
      now.setBeganAt(incident.since());
    }
    now.setObservedAt(at);
    now.setProject(project);
    now.setImpact(impact);
    now.setResolvedAt(status == IncidentStatus.RESOLVED ? incident.lastHurt() : null);
    now.setBeganAt(incident.since());
    now.setAffected(affected(incident));
    now.setProgress(progress(incident, before, at));
    Trouble first = leading(troubles, findings, incident.cause);
    if (first != null) {
      describe(now, scene, troubles, findings, incident, first, at);
    }
    return now;
  }

  private static Progress progress(Incident incident, @Nullable Escalation before, long at) {
    Double share = incident.harm.recentShare(NOW_MINUTES);
    Progress known = before == null ? null : before.getProgress();
    return new Progress(
        known == null ? share : known.getShareAtOpen(),
        share,
        (long) incident.members.size(),
        (long) incident.members.size() - incident.hurting(at));
  }

  private static Finding of(SortedMap<Place, Finding> findings, Trouble trouble) {
    return Objects.requireNonNull(findings.get(trouble.place()));
  }

  /** Whose chain of whys is told: the longest to the cause, then the one that hurts most. */
  private static @Nullable Trouble leading(
      List<Trouble> troubles, SortedMap<Place, Finding> findings, Cause cause) {
    return troubles.stream()
        .filter(trouble -> of(findings, trouble).cause().equals(cause))
        .max(
            Comparator.<Trouble>comparingInt(trouble -> of(findings, trouble).whys().size())
                .thenComparing(Trouble::failures)
                .thenComparing(Trouble::place, Comparator.reverseOrder()))
        .orElse(null);
  }

  private void describe(
      Escalation now,
      Scene scene,
      List<Trouble> troubles,
      SortedMap<Place, Finding> findings,
      Incident incident,
      Trouble first,
      long at) {
    Finding finding = of(findings, first);
    Symptom symptom = worst(troubles);
    boolean pages = troubles.stream().anyMatch(this::pages);
    boolean starts = troubles.stream().noneMatch(trouble -> trouble.has(Symptom.Rule.STARTUP));
    Double share = incident.harm.recentShare(NOW_MINUTES);
    Severity severity =
        Severities.of(
            pages && !isSilenced(troubles, at), starts, share == null ? 0 : share, troubles.size());
    now.setSeverity(severity);
    now.setTitle(Titles.of(symptom, troubles.size(), incident.cause));
    now.setSymptom(
        new io.fivewhys.Symptom(
            new Component(symptom.kind(), symptom.component()),
            symptom.signal(),
            symptom.slo(),
            symptom.observed(),
            symptom.objective(),
            symptom.burnRate()));
    Cause cause = incident.cause;
    now.setRootCause(
        new RootCause(
            cause.kind(),
            cause.place().component(),
            cause.revision().isEmpty() ? null : cause.revision(),
            finding.basis(),
            finding.confidence()));
    now.setWhys(finding.whys());
    now.setExonerated(exonerated(scene, troubles, incident));
    now.setDecision(finding.decision());
    List<Action> actions = new ArrayList<>(finding.actions());
    now.setActions(actions);
  }

  private boolean pages(Trouble trouble) {
    return trouble.symptoms.stream().anyMatch(Symptom::pages);
  }

  private boolean isSilenced(List<Trouble> troubles, long at) {
    Instant now = Instant.EPOCH.plus(at, ChronoUnit.MICROS);
    return troubles.stream()
        .map(Trouble::place)
        .allMatch(place ->
            configuration.silenced(project, place.location(), place.name(), now).isPresent());
  }

  /** The one that pages, then the one that began first, then by rule. */
  private static Symptom worst(List<Trouble> troubles) {
    return troubles.stream()
        .flatMap(trouble -> trouble.symptoms.stream())
        .min(
            Comparator.comparing((Symptom symptom) -> !symptom.pages())
                .thenComparing(Symptom::rule)
                .thenComparing(Comparator.comparingLong(Symptom::bad).reversed())
                .thenComparing(Symptom::component)
                .thenComparing(Symptom::location))
        .orElseThrow();
  }

  private static List<Component> affected(Incident incident) {
    return incident.members.keySet().stream()
        .filter(place -> !place.equals(incident.cause.place()))
        .map(Place::component)
        .distinct()
        .toList();
  }

  /** What was looked at and is not the cause; deploys of others just before among it. */
  private static List<Exonerated> exonerated(
      Scene scene, List<Trouble> troubles, Incident incident) {
    SortedMap<Cause, Exonerated> cleared = new TreeMap<>();
    for (Trouble trouble : troubles) {
      cleared.putAll(trouble.cleared);
    }
    long since = Board.minuteOf(incident.since());
    for (ServiceBoard service : scene.board().services()) {
      for (RevisionChange change : service.changes()) {
        long began = Deploys.began(change);
        if (began >= since - RECENT_MINUTES
            && began <= since + 1
            && change.getVerdict() != Verdict.REGRESSION
            && troubles.stream().noneMatch(trouble -> trouble.service == service)) {
          DeployRule.clear(troubles.get(0), service.place, change, change.getReason());
        }
      }
    }
    cleared.putAll(troubles.get(0).cleared);
    cleared
        .keySet()
        .removeIf(cause ->
            cause.place().equals(incident.cause.place())
                && cause.revision().equals(incident.cause.revision()));
    return cleared.values().stream().limit(MOST_EXONERATED).toList();
  }
}
