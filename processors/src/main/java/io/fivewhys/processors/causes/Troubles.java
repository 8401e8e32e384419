// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.RevisionChange;
import io.fivewhys.Signal;
import io.fivewhys.processors.objectives.Globs;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Gathers symptoms by the service that hurts of them. A dependency hurts through the services that
 * lean on it, and a journey through those that it leads to.
 */
final class Troubles {

  private final Board board;
  private final List<Objective> journeys;

  /**
   * @param journeys objectives of journeys
   */
  Troubles(Board board, List<Objective> journeys) {
    this.board = board;
    this.journeys = journeys;
  }

  /**
   * @param at microseconds
   */
  SortedMap<Place, Trouble> of(List<Symptom> symptoms, long at) {
    TreeMap<Place, List<Symptom>> felt = new TreeMap<>();
    for (Symptom symptom : symptoms) {
      for (ServiceBoard service : bearers(symptom, at)) {
        felt.computeIfAbsent(service.place, place -> new ArrayList<>()).add(symptom);
      }
    }
    for (RevisionChange change : board.refused(at)) {
      Place place = Place.service(change.getLocation(), change.getService());
      felt.computeIfAbsent(place, each -> new ArrayList<>()).add(refused(place, change));
    }
    TreeMap<Place, Trouble> troubles = new TreeMap<>();
    felt.forEach((place, theirs) -> {
      long since = theirs.stream().mapToLong(Symptom::since).min().orElseThrow();
      Span span = new Span(Board.minuteOf(since), Board.minuteOf(at));
      troubles.put(place, new Trouble(board.service(place), theirs, span));
    });
    return troubles;
  }

  /** A deploy that the platform refused hurts, though nobody but who made it: it wakes nobody. */
  private static Symptom refused(Place place, RevisionChange change) {
    Long created = change.getCreatedAt();
    return new Symptom(
        Symptom.Rule.STARTUP,
        ComponentKind.CLOUD_RUN_SERVICE,
        place.location(),
        place.name(),
        Signal.STARTUP,
        "startup",
        Board.microsOf(Board.minuteOf(created == null ? change.getObservedAt() : created)),
        null,
        null,
        null,
        1,
        1,
        false);
  }

  private List<ServiceBoard> bearers(Symptom symptom, long at) {
    if (symptom.kind() == ComponentKind.CLOUD_RUN_SERVICE) {
      // Silent for so long that the board has forgotten it, it hurts all the same.
      return List.of(board.service(Place.service(symptom.location(), symptom.component())));
    }
    Span span = new Span(Board.minuteOf(symptom.since()), Board.minuteOf(at));
    return board.services().stream()
        .filter(service ->
            symptom.rule() == Symptom.Rule.JOURNEY
                ? leadsTo(symptom.component(), service)
                : leansOn(service, symptom, span))
        .toList();
  }

  private boolean leadsTo(String journey, ServiceBoard service) {
    return journeys.stream()
        .filter(objective -> objective.name().equals(journey))
        .map(objective -> ((Indicator.Journey) objective.indicator()).total().component())
        .anyMatch(pattern -> Globs.matches(pattern, service.place.name()));
  }

  private static boolean leansOn(ServiceBoard service, Symptom symptom, Span span) {
    return service.databases().contains(symptom.component())
        || service.signals(span, kind -> true).stream()
            .anyMatch(total -> total.target().equals(symptom.component()));
  }
}
