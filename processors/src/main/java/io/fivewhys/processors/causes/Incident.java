// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Escalation;
import io.fivewhys.IncidentMember;
import io.fivewhys.IncidentStatus;
import io.fivewhys.KnownIncident;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One incident while it is remembered: what it concerns, and what was told of it. */
final class Incident {

  /** Since when a service has hurt, and when it last did; microseconds. */
  record Member(long since, long lastHurt) {}

  final String id;
  final long openedAt;
  Cause cause;

  /** Services that hurt of it, recovered ones included. */
  final TreeMap<Place, Member> members = new TreeMap<>();

  final Harm harm = new Harm();

  /** The last told; null until it has been opened. */
  @Nullable Escalation told;

  /** Checkpoints that have been told. */
  int checkpoints;

  Incident(String id, long openedAt, Cause cause) {
    this.id = id;
    this.openedAt = openedAt;
    this.cause = cause;
  }

  KnownIncident save() {
    return new KnownIncident(
        Objects.requireNonNull(told),
        cause.save(),
        checkpoints,
        harm.settled(),
        harm.settledTo(),
        members.entrySet().stream()
            .map(each ->
                new IncidentMember(
                    each.getKey().component(),
                    each.getKey().location(),
                    each.getValue().since(),
                    each.getValue().lastHurt()))
            .toList());
  }

  static Incident restore(KnownIncident known) {
    Escalation told = known.getTold();
    Incident incident =
        new Incident(told.getIncidentId(), told.getOpenedAt(), Cause.restore(known.getCause()));
    incident.told = told;
    incident.checkpoints = known.getCheckpoints();
    incident.harm.restore(known.getSettled(), known.getSettledTo());
    for (IncidentMember each : known.getMembers()) {
      incident.members.put(
          Place.of(each.getComponent(), each.getLocation()),
          new Member(each.getSince(), each.getLastHurt()));
    }
    return incident;
  }

  boolean isResolved() {
    return told != null && told.getStatus() == IncidentStatus.RESOLVED;
  }

  void hurts(Trouble trouble, long at) {
    members.merge(
        trouble.place(),
        new Member(trouble.since(), at),
        (known, now) -> new Member(Math.min(known.since(), now.since()), at));
  }

  List<ServiceBoard> services(Board board) {
    List<ServiceBoard> services = new ArrayList<>();
    for (Place place : members.keySet()) {
      ServiceBoard service = board.known(place);
      if (service != null) {
        services.add(service);
      }
    }
    return services;
  }

  /** Sums the minutes that no longer change. */
  void settle(Board board, long at) {
    harm.settle(services(board), Board.minuteOf(since()), Board.minuteOf(at));
  }

  long since() {
    return members.values().stream().mapToLong(Member::since).min().orElse(openedAt);
  }

  long lastHurt() {
    return members.values().stream().mapToLong(Member::lastHurt).max().orElse(openedAt);
  }

  /** Services that hurt at a look. */
  int hurting(long at) {
    return (int) members.values().stream().filter(member -> member.lastHurt() == at).count();
  }
}
