// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.Announced;
import io.fivewhys.Clock;
import io.fivewhys.ComponentKind;
import io.fivewhys.KnownRevision;
import io.fivewhys.PlatformEvent;
import io.fivewhys.RevisionAnnounced;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceChanged;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Settings;
import io.fivewhys.contract.Topics;
import io.fivewhys.processors.state.StateWriter;
import io.fivewhys.processors.verdicts.Judgement;
import io.fivewhys.processors.verdicts.Trial;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The history of every service's revisions, and the changes in it. Looks at open changes when a
 * project's event time passes a tick, before what moved it is taken in, and tells each change when
 * it opens and whenever something material about it has changed. Everything is on the heap; what
 * changes is written through, and {@link #restore} takes it back.
 */
final class Revisions {

  private static final long ONE_DAY = 24 * 60;

  /** How long after it began to serve a revision is looked at with every tick; then each minute. */
  private static final long EVERY_TICK_MICROS = 10 * KeptMinute.MICROS;

  /** Beyond the longest look back: what comes late still finds its minute. */
  private static final long SPARE_MINUTES = 10;

  private final int revisionsKept;
  private final long tickMicros;
  private final long horizonMinutes;
  private final ChangeLook look;
  private final SpecResolver resolver;
  private final StateWriter state;
  private final Consumer<RevisionChange> output;
  private final TreeMap<String, ProjectHistory> projects = new TreeMap<>();

  /**
   * @param judge draws a verdict on a revision that has served
   * @param state told what to keep
   * @param output told each record, in order
   */
  Revisions(
      Settings settings,
      Function<Trial, Judgement> judge,
      SpecResolver resolver,
      StateWriter state,
      Consumer<RevisionChange> output) {
    this.revisionsKept = settings.get(Settings.REVISIONS_KEPT);
    this.tickMicros = settings.get(Settings.TICK).toNanos() / 1_000;
    long before = settings.get(Settings.CONTROL_BEFORE).toMinutes();
    long finalAfter = settings.get(Settings.FINAL_AFTER).toMinutes();
    this.horizonMinutes = before + finalAfter + SPARE_MINUTES;
    long finalAfterMicros = finalAfter * KeptMinute.MICROS;
    Predecessors predecessors = new Predecessors(before, finalAfterMicros);
    this.look =
        new ChangeLook(
            judge, predecessors, new Trials(predecessors, before, finalAfter), finalAfterMicros);
    this.resolver = resolver;
    this.state = state;
    this.output = output;
  }

  void accept(PlatformEvent event) {
    ProjectHistory project = project(event.getProject());
    Long received = event.getReceiveTime();
    long at = Math.floorDiv(event.getEventTime(), 1_000);
    advance(project, received == null ? at : Math.min(at, Math.floorDiv(received, 1_000)));
    if (event.getComponentKind() != ComponentKind.CLOUD_RUN_SERVICE
        || !fitsKeys(event.getLocation(), event.getComponent(), event.getRevision())) {
      return;
    }
    if (event.getBody() instanceof RevisionAnnounced announced) {
      announced(
          project.service(event.getLocation(), event.getComponent()),
          event.getRevision(),
          announced,
          at);
    } else if (event.getBody() instanceof ServiceChanged changed) {
      ServiceHistory service = project.service(event.getLocation(), event.getComponent());
      service.deployers.changed(changed, at);
      saveService(service);
    }
  }

  private void announced(
      ServiceHistory service, String name, RevisionAnnounced announced, long at) {
    if (announced.getAnnounced() == Announced.SERVICE) {
      service.deployers.announced(announced.getGeneration(), announced.getOperationId());
      saveService(service);
    } else if (!name.isEmpty()) {
      RevisionHistory revision = service.revision(name);
      revision.announce(announced, at);
      service.learnt = true;
      saveFacts(service, revision);
      forgetOldest(service);
    }
  }

  void accept(ServiceMinute minute) {
    ProjectHistory project = project(minute.getProject());
    advance(project, minute.getObservedAt());
    long at = KeptMinute.minute(minute.getWindowStart());
    if (minute.getRevision().isEmpty()
        || !fitsKeys(minute.getLocation(), minute.getService(), minute.getRevision())
        || at < oldestMinute(project)) {
      return;
    }
    ServiceHistory service = project.service(minute.getLocation(), minute.getService());
    RevisionHistory revision = service.revision(minute.getRevision());
    keep(revision, minute, at);
    state.write(
        StateKey.minute(service.name, revision.name, at),
        Topics.SERVICE_MINUTES.codec().encode(minute));
    takeTraffic(service, revision, minute, at);
    for (SignatureCount each : minute.getSignatures()) {
      String id = each.getSignatureId();
      if (!id.equals(KeptMinute.OTHER) && revision.seen.add(id, at)) {
        state.write(StateKey.signature(service.name, revision.name, id), StateKey.bytes(at));
      }
    }
    revision.seen.forgetExcess(
        id -> state.write(StateKey.signature(service.name, revision.name, id), null));
    forgetOldest(service);
  }

  private static void keep(RevisionHistory revision, ServiceMinute minute, long at) {
    revision.minutes.put(at, KeptMinute.of(minute));
  }

  private void takeTraffic(
      ServiceHistory service, RevisionHistory revision, ServiceMinute minute, long at) {
    if (minute.getRequests() == 0) {
      return;
    }
    Long first = minute.getFirstRequestAt();
    long before = revision.firstTraffic;
    if (revision.serve(first == null ? minute.getWindowStart() : first, at)) {
      service.learnt |= before != revision.firstTraffic;
      state.write(
          StateKey.traffic(service.name, revision.name),
          StateKey.bytes(revision.firstTraffic, revision.lastTrafficMinute));
    }
  }

  /** Time has gone on in the project, or it has fallen silent and is looked at as it stands. */
  void accept(Clock clock) {
    if (!clock.getSilent()) {
      advance(project(clock.getProject()), clock.getReached() / 1_000);
      return;
    }
    ProjectHistory project = projects.get(clock.getProject());
    if (project != null && !project.settled) {
      look(project, project.clock, true);
      project.settled = true;
    }
  }

  /** Revisions remembered, of all services. */
  int size() {
    return projects.values().stream()
        .flatMap(project -> project.services.values().stream())
        .mapToInt(service -> service.revisions.size())
        .sum();
  }

  private ProjectHistory project(String name) {
    ProjectHistory project = projects.computeIfAbsent(name, ProjectHistory::new);
    project.settled = false;
    return project;
  }

  private void advance(ProjectHistory project, long reached) {
    if (reached <= project.clock) {
      return;
    }
    long tick = Math.floorDiv(reached, tickMicros);
    if (project.clock != Long.MIN_VALUE && tick > project.tick) {
      long at = tick * tickMicros;
      boolean newMinute = KeptMinute.minute(at) > KeptMinute.minute(project.tick * tickMicros);
      look(project, at, newMinute);
    }
    project.clock = reached;
    project.tick = tick;
    state.write(StateKey.clock(project.name), StateKey.bytes(project.clock, project.tick));
    sweep(project);
  }

  /** Once a minute: removes what no look goes back to. */
  private void sweep(ProjectHistory project) {
    long now = KeptMinute.minute(project.clock);
    if (now == project.sweptMinute) {
      return;
    }
    boolean newHour = now / 60 != project.sweptMinute / 60;
    project.sweptMinute = now;
    for (ServiceHistory service : project.services.values()) {
      for (RevisionHistory revision : service.revisions.values()) {
        for (long minute : revision.forgetBefore(oldestMinute(project))) {
          state.write(StateKey.minute(service.name, revision.name, minute), null);
        }
        if (newHour) {
          revision.seen.forgetBefore(
              now - ONE_DAY - horizonMinutes,
              id -> state.write(StateKey.signature(service.name, revision.name, id), null));
        }
      }
    }
  }

  private long oldestMinute(ProjectHistory project) {
    return KeptMinute.minute(project.clock) - horizonMinutes;
  }

  private void look(ProjectHistory project, long at, boolean newMinute) {
    for (ServiceHistory service : project.services.values()) {
      if (service.learnt) {
        service.learnt = false;
        watch(service);
      }
    }
    for (ServiceHistory service : project.services.values()) {
      for (String name : List.copyOf(service.watched)) {
        RevisionHistory revision = service.known(name);
        if (revision != null) {
          look(project, service, revision, at, newMinute);
        }
        if (revision == null || isOver(revision)) {
          service.watched.remove(name);
        }
      }
    }
  }

  private static void watch(ServiceHistory service) {
    for (RevisionHistory revision : service.revisions.values()) {
      if (revision.change == null ? Openings.opens(service, revision) : !isOver(revision)) {
        service.watched.add(revision.name);
      }
    }
  }

  /** Whether nothing more can come of a change; traffic may leave a regression long after. */
  private static boolean isOver(RevisionHistory revision) {
    RevisionChange last = revision.change;
    return last != null
        && last.getFinal$()
        && !takesTrafficLate(revision, last)
        && (!isUnrestored(last) || revision.minutes.isEmpty());
  }

  private static boolean takesTrafficLate(RevisionHistory revision, RevisionChange last) {
    return last.getFirstTrafficAt() == null && revision.served();
  }

  private static boolean isUnrestored(RevisionChange last) {
    return last.getVerdict() == Verdict.REGRESSION && last.getRestoredAt() == null;
  }

  private void look(
      ProjectHistory project,
      ServiceHistory service,
      RevisionHistory revision,
      long at,
      boolean newMinute) {
    RevisionChange last = revision.change;
    if (last != null && !newMinute && at >= ChangeLook.opened(revision) + EVERY_TICK_MICROS) {
      return;
    }
    if (last != null && last.getFinal$() && !takesTrafficLate(revision, last)) {
      Long restoredAt = isUnrestored(last) ? Restoration.restoredAt(service, revision, at) : null;
      if (restoredAt != null) {
        RevisionChange restored = RevisionChange.newBuilder(last).setRestoredAt(restoredAt).build();
        tell(service, revision, restored, at);
      }
      return;
    }
    RevisionHistory from = look.from(service, revision);
    askForSpec(service, revision);
    askForSpec(service, from);
    RevisionChange now = look.look(project.services.values(), service, revision, from, at);
    if (last == null || Revised.materially(last, now)) {
      tell(service, revision, now, at);
    }
  }

  private void tell(ServiceHistory service, RevisionHistory revision, RevisionChange now, long at) {
    now.setSequence(revision.change == null ? 1 : revision.change.getSequence() + 1);
    now.setObservedAt(at);
    revision.change = now;
    state.write(
        StateKey.change(service.name, revision.name), Topics.REVISION_CHANGES.codec().encode(now));
    output.accept(now);
  }

  private void askForSpec(ServiceHistory service, @Nullable RevisionHistory revision) {
    if (revision == null || revision.spec() != null || revision.facts.getSpecAsked()) {
      return;
    }
    ServiceHistory.Name name = service.name;
    RevisionSpec spec = resolver.spec(name.project(), name.location(), revision.name);
    revision.facts.setSpecAsked(true);
    revision.facts.setSpec(spec);
    saveFacts(service, revision);
  }

  /**
   * The oldest go first, of those that neither serve nor have an open change; past twice the limit
   * of them all.
   */
  private void forgetOldest(ServiceHistory service) {
    if (service.revisions.size() <= revisionsKept) {
      return;
    }
    boolean any = service.revisions.size() > 2 * revisionsKept;
    RevisionHistory oldest = null;
    for (RevisionHistory each : service.revisions.values()) {
      boolean needed = !each.minutes.isEmpty() || each.change != null && !isOver(each);
      if ((any || !needed) && (oldest == null || Age.older(each, oldest))) {
        oldest = each;
      }
    }
    if (oldest != null) {
      forget(service, oldest);
    }
  }

  private void forget(ServiceHistory service, RevisionHistory revision) {
    service.revisions.remove(revision.name);
    service.watched.remove(revision.name);
    state.write(StateKey.revision(service.name, revision.name), null);
    state.write(StateKey.traffic(service.name, revision.name), null);
    state.write(StateKey.change(service.name, revision.name), null);
    revision
        .minutes
        .keySet()
        .forEach(minute -> state.write(StateKey.minute(service.name, revision.name, minute), null));
    revision
        .seen
        .ids()
        .forEach(id -> state.write(StateKey.signature(service.name, revision.name, id), null));
  }

  private void saveService(ServiceHistory service) {
    state.write(StateKey.service(service.name), StateKey.SERVICES.encode(service.deployers.facts));
  }

  private void saveFacts(ServiceHistory service, RevisionHistory revision) {
    state.write(
        StateKey.revision(service.name, revision.name), StateKey.REVISIONS.encode(revision.facts));
  }

  /** Names are joined by '/', and none that the platform gives holds one. */
  private static boolean fitsKeys(String location, String service, String revision) {
    return (location + service + revision).indexOf('/') < 0;
  }

  /** Takes back what was written, in any order. */
  void restore(String key, byte[] value) {
    String[] parts = key.split("/", -1);
    ProjectHistory project = project(parts[1]);
    if (parts[0].equals("clock")) {
      ByteBuffer longs = ByteBuffer.wrap(value);
      project.clock = longs.getLong();
      project.tick = longs.getLong();
      return;
    }
    ServiceHistory service = project.service(parts[2], parts[3]);
    if (parts[0].equals("service")) {
      service.deployers.facts = StateKey.SERVICES.decode(value);
    } else {
      restore(parts, value, service.revision(parts[4]));
    }
  }

  private static void restore(String[] parts, byte[] value, RevisionHistory revision) {
    switch (parts[0]) {
      case "revision" -> {
        KnownRevision facts = StateKey.REVISIONS.decode(value);
        revision.facts = facts;
      }
      case "traffic" -> {
        ByteBuffer longs = ByteBuffer.wrap(value);
        revision.firstTraffic = longs.getLong();
        revision.lastTrafficMinute = longs.getLong();
      }
      case "change" -> revision.change = Topics.REVISION_CHANGES.codec().decode(value);
      case "minute" ->
          revision.minutes.put(
              Long.parseLong(parts[5]),
              KeptMinute.of(Topics.SERVICE_MINUTES.codec().decode(value)));
      case "signature" -> revision.seen.add(parts[5], ByteBuffer.wrap(value).getLong());
      default ->
          throw new IllegalStateException(
              "state of a newer version: key " + Objects.requireNonNull(String.join("/", parts)));
    }
  }
}
