// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.Escalation;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.symptoms.Symptom;
import io.fivewhys.processors.symptoms.Symptoms;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One project from minutes to escalations. Looks when its event time passes a tick, before what
 * moved it is taken in, so that the same input gives the same output however it comes.
 */
final class Causes {

  private final long tickMicros;
  private final Board board;
  private final Symptoms symptoms;
  private final Incidents incidents;
  private final Consumer<Escalation> output;
  private long clock = Long.MIN_VALUE;
  private long tick = Long.MIN_VALUE;
  private long sweptMinute = Long.MIN_VALUE;

  /**
   * @param output told each escalation, in order
   */
  Causes(
      String project, Settings settings, Configuration configuration, Consumer<Escalation> output) {
    this.tickMicros = settings.get(Settings.TICK).toNanos() / 1_000;
    this.board = new Board(project);
    this.symptoms = new Symptoms(configuration, project);
    this.incidents = new Incidents(project, configuration, incident -> {});
    this.output = output;
  }

  void accept(ServiceMinute minute) {
    advance(minute.getObservedAt());
    board.accept(minute);
    symptoms.accept(minute);
  }

  void accept(SignalMinute minute) {
    advance(minute.getObservedAt());
    board.accept(minute);
    symptoms.accept(minute);
  }

  void accept(RevisionChange change) {
    advance(change.getObservedAt());
    board.accept(change);
  }

  void accept(PlatformEvent event) {
    Long received = event.getReceiveTime();
    long at = Math.floorDiv(event.getEventTime(), 1_000);
    advance(received == null ? at : Math.min(at, Math.floorDiv(received, 1_000)));
    board.accept(event);
  }

  private void advance(long reached) {
    if (reached <= clock) {
      return;
    }
    long next = Math.floorDiv(reached, tickMicros);
    if (clock != Long.MIN_VALUE && next > tick) {
      look(next * tickMicros);
    }
    clock = reached;
    tick = next;
  }

  private void look(long at) {
    TreeMap<Place, List<Symptom>> hurting = new TreeMap<>();
    for (Symptom symptom : symptoms.at(at)) {
      if (symptom.kind() == ComponentKind.CLOUD_RUN_SERVICE) {
        hurting
            .computeIfAbsent(
                Place.service(symptom.location(), symptom.component()), p -> new ArrayList<>())
            .add(symptom);
      }
    }
    TreeMap<Place, Trouble> troubles = new TreeMap<>();
    hurting.forEach((place, felt) -> {
      ServiceBoard service = board.known(place);
      if (service != null) {
        long since = felt.stream().mapToLong(Symptom::since).min().orElseThrow();
        troubles.put(
            place,
            new Trouble(
                service, felt, new Span(Board.minuteOf(since), Board.minuteOf(at))));
      }
    });
    incidents.look(new Scene(board, troubles), at).forEach(output);
    long minute = Board.minuteOf(at);
    if (minute != sweptMinute) {
      sweptMinute = minute;
      board.forgetBefore(minute - Board.HORIZON_MINUTES);
    }
  }
}
