// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Basis;
import io.fivewhys.CauseKind;
import io.fivewhys.Escalation;
import io.fivewhys.IncidentStatus;
import io.fivewhys.KnownIncident;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Configuration.IncidentRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of one project: one per cause. What shares a cause joins its incident; what hurts
 * stays where it was put while it hurts, so that an incident does not change its mind with every
 * line. It ends when all has been quiet for long enough, and goes on when the cause comes back.
 */
final class Incidents {

  private static final long MINUTE = 60_000_000L;

  /** A cause must be found for this long before it wakes someone; the first look may see half. */
  private static final long SETTLE = 30_000_000L;

  /** What cannot be explained by then is told as it is. */
  private static final long PATIENCE = 2 * MINUTE + 20_000_000L;

  /** Afterwards a cause only changes when there was none. */
  private static final long MIND_CHANGES = 15 * MINUTE;

  /** Told what to keep, which is all that the next look needs to know of this one. */
  interface Memory {

    /**
     * @param incident null where it is no longer remembered
     */
    void keep(String id, @Nullable KnownIncident incident);

    /**
     * @param pending null where nothing waits any more
     */
    void keep(Place place, @Nullable Pending pending);
  }

  private final String project;
  private final IncidentRules rules;
  private final Coverage coverage;
  private final Escalations escalations;
  private final Diagnosis diagnosis = new Diagnosis();
  private final Memory memory;
  private final TreeMap<String, Incident> incidents = new TreeMap<>();
  private final TreeMap<Place, Pending> pending = new TreeMap<>();
  private final TreeMap<String, KnownIncident> keptIncidents = new TreeMap<>();
  private final TreeMap<Place, Pending> keptPending = new TreeMap<>();

  Incidents(String project, Configuration configuration, Memory memory) {
    this.project = project;
    this.rules = configuration.incidents();
    this.coverage = new Coverage(project, configuration.expectations());
    this.escalations = new Escalations(project, configuration);
    this.memory = memory;
  }

  /** To be called before the board forgets anything. */
  void settle(Board board, long at) {
    for (Incident incident : incidents.values()) {
      incident.settle(board, at);
    }
  }

  /**
   * @return what there is to tell, in order
   */
  List<Escalation> look(Scene scene, long at) {
    SortedMap<Place, Finding> findings = diagnosis.of(scene);
    for (Trouble trouble : scene.troubles().values()) {
      findings.compute(
          trouble.place(), (place, found) -> coverage.limited(scene, found, trouble, at));
    }
    pending.keySet().retainAll(findings.keySet());
    for (Trouble trouble : scene.troubles().values()) {
      place(trouble, findings, at);
    }
    List<Escalation> told = new ArrayList<>();
    for (Incident incident : List.copyOf(incidents.values())) {
      tell(scene, findings, incident, at, told);
    }
    keep();
    return told;
  }

  private void keep() {
    TreeMap<String, KnownIncident> known = new TreeMap<>();
    incidents.forEach((id, incident) -> known.put(id, incident.save()));
    keep(keptIncidents, known, memory::keep);
    keep(keptPending, pending, memory::keep);
  }

  /** What differs from what has been kept. */
  private static <K, V> void keep(
      TreeMap<K, V> kept, TreeMap<K, V> now, BiConsumer<K, @Nullable V> keeper) {
    for (K gone : List.copyOf(kept.keySet())) {
      if (!now.containsKey(gone)) {
        kept.remove(gone);
        keeper.accept(gone, null);
      }
    }
    now.forEach((key, value) -> {
      if (!value.equals(kept.put(key, value))) {
        keeper.accept(key, value);
      }
    });
  }

  private void place(Trouble trouble, SortedMap<Place, Finding> findings, long at) {
    Finding finding = Objects.requireNonNull(findings.get(trouble.place()));
    Incident mine = hurting(trouble.place());
    if (mine != null) {
      mine = reconsider(mine, trouble, finding, at);
      mine.hurts(trouble, at);
      return;
    }
    Incident same = of(finding.cause(), at);
    if (same != null) {
      same.hurts(trouble, at);
      pending.remove(trouble.place());
      return;
    }
    Pending waiting = pending.get(trouble.place());
    if (waiting == null || !waiting.cause().equals(finding.cause())) {
      waiting = new Pending(finding.cause(), at);
      pending.put(trouble.place(), waiting);
    }
    boolean settled = finding.basis() != Basis.UNKNOWN && at - waiting.found() >= SETTLE;
    if (settled || at - trouble.since() >= PATIENCE) {
      pending.remove(trouble.place());
      open(finding.cause(), at).hurts(trouble, at);
    }
  }

  /** The open incident that a service hurts of, or has until just now. */
  private @Nullable Incident hurting(Place place) {
    return incidents.values().stream()
        .filter(incident -> !incident.isResolved() && incident.members.containsKey(place))
        .findFirst()
        .orElse(null);
  }

  private @Nullable Incident of(Cause cause, long at) {
    long reopen = rules.reopen().toNanos() / 1_000;
    return incidents.values().stream()
        .filter(incident -> incident.cause.equals(cause))
        .filter(incident -> !incident.isResolved() || at - incident.lastHurt() <= reopen)
        .findFirst()
        .orElse(null);
  }

  private Incident open(Cause cause, long at) {
    Incident incident = new Incident(id(cause, at), at, cause);
    incidents.put(incident.id, incident);
    return incident;
  }

  /** Of a cause and a time, so that a replay gives the same. */
  private String id(Cause cause, long at) {
    String text = project + '/' + cause + '/' + at;
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "inc-" + HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Whether what is now found replaces what was found before; where to count the service then. */
  private Incident reconsider(Incident mine, Trouble trouble, Finding finding, long at) {
    if (finding.cause().equals(mine.cause)
        || finding.cause().kind() == CauseKind.UNKNOWN
        || mine.cause.kind() != CauseKind.UNKNOWN && at - mine.openedAt > MIND_CHANGES
        || isSurer(mine, finding)) {
      pending.remove(trouble.place());
      return mine;
    }
    Pending waiting = pending.get(trouble.place());
    if (waiting == null || !waiting.cause().equals(finding.cause())) {
      pending.put(trouble.place(), new Pending(finding.cause(), at));
      return mine;
    }
    if (at - waiting.found() < SETTLE) {
      return mine;
    }
    pending.remove(trouble.place());
    Incident other = of(finding.cause(), at);
    if (other == null) {
      if (mine.cause.kind() == CauseKind.UNKNOWN || isLed(mine, trouble)) {
        mine.cause = finding.cause();
      }
      return mine;
    }
    mine.members.remove(trouble.place());
    return other;
  }

  /** What was observed is not given up for what is inferred. */
  private static boolean isSurer(Incident mine, Finding finding) {
    return mine.told != null
        && mine.told.getRootCause().getBasis() == Basis.OBSERVED
        && finding.basis() == Basis.INFERRED;
  }

  /** Whether a service is the first of an incident: its cause is the incident's. */
  private static boolean isLed(Incident incident, Trouble trouble) {
    Incident.Member member = incident.members.get(trouble.place());
    return member != null && member.since() == incident.since();
  }

  private void tell(
      Scene scene,
      SortedMap<Place, Finding> findings,
      Incident incident,
      long at,
      List<Escalation> told) {
    long quiet = rules.quiet().toNanos() / 1_000;
    long reopen = rules.reopen().toNanos() / 1_000;
    boolean hurts = incident.hurting(at) > 0;
    if (incident.isResolved() && !hurts) {
      if (at - incident.lastHurt() > reopen) {
        incidents.remove(incident.id);
      }
      return;
    }
    boolean over = !hurts && (incident.members.isEmpty() || at - incident.lastHurt() >= quiet);
    if (!hurts && !over) {
      return;
    }
    Escalation next =
        escalations.of(
            scene, findings, incident, over ? IncidentStatus.RESOLVED : status(incident), at);
    boolean checkpoint = isCheckpoint(incident, at);
    if (incident.told == null || over || checkpoint || Material.differs(incident.told, next)) {
      next.setSequence(incident.told == null ? 1 : incident.told.getSequence() + 1);
      incident.told = next;
      told.add(next);
    }
  }

  private static IncidentStatus status(Incident incident) {
    return incident.told == null ? IncidentStatus.OPENED : IncidentStatus.UPDATED;
  }

  private boolean isCheckpoint(Incident incident, long at) {
    if (incident.checkpoints < rules.checkpoints().size()
        && at - incident.openedAt
            >= rules.checkpoints().get(incident.checkpoints).toNanos() / 1_000) {
      incident.checkpoints++;
      return true;
    }
    return false;
  }

  void restore(KnownIncident known) {
    Incident incident = Incident.restore(known);
    incidents.put(incident.id, incident);
    keptIncidents.put(incident.id, known);
  }

  void restore(Place place, Pending waiting) {
    pending.put(place, waiting);
    keptPending.put(place, waiting);
  }
}
