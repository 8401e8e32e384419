// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Clock;
import io.fivewhys.Escalation;
import io.fivewhys.JourneyMinute;
import io.fivewhys.KnownIncident;
import io.fivewhys.KnownPending;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionChange;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalMinute;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.state.StateWriter;
import io.fivewhys.processors.symptoms.Symptoms;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One project from minutes to escalations. Looks when its event time passes a tick, before what
 * moved it is taken in, so that the same input gives the same output however it comes. Everything
 * is on the heap; what changes is written through, and taken back by the {@code restore}s.
 */
final class Causes {

  private final String project;
  private final long tickMicros;
  private final StateWriter state;
  private final Consumer<Escalation> output;
  private final Board board;
  private final JourneyParts journeys = new JourneyParts();
  private final Symptoms symptoms;
  private final Troubles troubles;
  private final Incidents incidents;
  private long clock = Long.MIN_VALUE;
  private long tick = Long.MIN_VALUE;
  private long forgotten = Long.MIN_VALUE;
  private boolean settled = true;

  /**
   * @param state told what to keep
   * @param output told each escalation, in order
   */
  Causes(
      String project,
      Settings settings,
      Configuration configuration,
      StateWriter state,
      Consumer<Escalation> output) {
    this.project = project;
    this.tickMicros = settings.get(Settings.TICK).toNanos() / 1_000;
    this.state = state;
    this.output = output;
    this.board = new Board(project);
    String symptomKeys = StateKey.symptom(project);
    this.symptoms =
        new Symptoms(configuration, project, (key, value) -> state.write(symptomKeys + key, value));
    this.troubles = new Troubles(board, configuration.journeys());
    this.incidents = new Incidents(project, configuration, memory());
  }

  void accept(ServiceMinute minute) {
    advance(minute.getObservedAt());
    board.accept(minute);
    symptoms.accept(minute);
    state.write(StateKey.of(minute), Topics.SERVICE_MINUTES.codec().encode(slim(minute)));
  }

  /** Without what only symptoms and tables need. */
  private static ServiceMinute slim(ServiceMinute minute) {
    return ServiceMinute.newBuilder()
        .setProject(minute.getProject())
        .setLocation(minute.getLocation())
        .setService(minute.getService())
        .setRevision(minute.getRevision())
        .setWindowStart(minute.getWindowStart())
        .setClosed(minute.getClosed())
        .setRequests(minute.getRequests())
        .setErrors5xx(minute.getErrors5xx())
        .setErrors4xx(minute.getErrors4xx())
        .setErrorsAuth(minute.getErrorsAuth())
        .setErrors429(minute.getErrors429())
        .setConnections(0)
        .setP50Ms(minute.getP50Ms())
        .setLatencyHistogram(List.of())
        .setInstances(0)
        .setInstanceStarts(minute.getInstanceStarts())
        .setInstanceExits(minute.getInstanceExits())
        .setLateEntries(0)
        .setSignatures(List.of())
        .build();
  }

  void accept(SignalMinute minute) {
    advance(minute.getObservedAt());
    board.accept(minute);
    symptoms.accept(minute);
    state.write(StateKey.of(minute), Topics.SIGNAL_MINUTES.codec().encode(minute));
  }

  void accept(JourneyMinute minute) {
    advance(minute.getObservedAt());
    take(minute);
    state.write(StateKey.of(minute), Topics.JOURNEY_MINUTES.codec().encode(minute));
  }

  private void take(JourneyMinute minute) {
    JourneyParts.Sum sum = journeys.sum(minute);
    symptoms.accept(minute.getJourney(), minute.getWindowStart(), sum.good(), sum.total());
  }

  void accept(RevisionChange change) {
    advance(change.getObservedAt());
    board.accept(change);
    state.write(StateKey.of(change), Topics.REVISION_CHANGES.codec().encode(change));
  }

  void accept(PlatformEvent event) {
    Long received = event.getReceiveTime();
    long at = Math.floorDiv(event.getEventTime(), 1_000);
    advance(received == null ? at : Math.min(at, Math.floorDiv(received, 1_000)));
    if (board.accept(event)) {
      state.write(StateKey.of(event), Topics.EVENTS.codec().encode(event));
    }
  }

  /** Event time reached; {@link Long#MIN_VALUE} before anything came. */
  long clock() {
    return clock;
  }

  /**
   * Time has gone on, or nothing has come for so long that it may have been all: looks once more.
   */
  void accept(Clock clock) {
    if (!clock.getSilent()) {
      advance(clock.getReached() / 1_000);
    } else if (!settled) {
      settled = true;
      look(this.clock);
      saveClock();
    }
  }

  private void advance(long reached) {
    if (reached <= clock && !settled) {
      return;
    }
    settled = false;
    reached = Math.max(reached, clock);
    long next = Math.floorDiv(reached, tickMicros);
    if (clock != Long.MIN_VALUE && next > tick) {
      look(next * tickMicros);
    }
    clock = reached;
    tick = next;
    saveClock();
  }

  private void saveClock() {
    state.write(
        StateKey.clock(project),
        ByteBuffer.allocate(Long.BYTES + 1).putLong(clock).put((byte) (settled ? 1 : 0)).array());
  }

  private void look(long at) {
    incidents.settle(board, at);
    forgetBefore(Board.minuteOf(at) - Board.HORIZON_MINUTES);
    incidents.look(new Scene(board, troubles.of(symptoms.at(at), at)), at).forEach(output);
  }

  /** Once a minute, and before a look: what it sees does not depend on when state was restored. */
  private void forgetBefore(long minute) {
    if (minute > forgotten) {
      forgotten = minute;
      board.forgetBefore(minute);
      journeys.forgetBefore(Board.microsOf(minute));
    }
  }

  private Incidents.Memory memory() {
    return new Incidents.Memory() {
      @Override
      public void keep(String id, @Nullable KnownIncident incident) {
        state.write(
            StateKey.incident(project, id),
            incident == null ? null : StateKey.INCIDENTS.encode(incident));
      }

      @Override
      public void keep(Place place, @Nullable Pending pending) {
        state.write(
            StateKey.pending(project, place),
            pending == null ? null : StateKey.PENDING.encode(pending.save(project, place)));
      }
    };
  }

  /** Takes back a message of the board's, in any order. */
  void restore(Object message) {
    switch (message) {
      case ServiceMinute minute -> board.accept(minute);
      case SignalMinute minute -> board.accept(minute);
      case JourneyMinute minute -> journeys.sum(minute);
      case RevisionChange change -> board.accept(change);
      case PlatformEvent event -> board.accept(event);
      default -> throw new IllegalStateException("state of a newer version: " + message);
    }
  }

  void restore(KnownIncident incident) {
    incidents.restore(incident);
  }

  void restore(KnownPending pending) {
    incidents.restore(
        Place.of(pending.getComponent(), pending.getLocation()), Pending.restore(pending));
  }

  void restoreSymptom(String key, byte[] value) {
    symptoms.restore(key, value);
  }

  void restoreClock(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    clock = buffer.getLong();
    tick = Math.floorDiv(clock, tickMicros);
    settled = buffer.get() != 0;
  }
}
