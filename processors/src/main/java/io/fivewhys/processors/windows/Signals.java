// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.Evidence;
import io.fivewhys.InstanceExit;
import io.fivewhys.LatencyBucket;
import io.fivewhys.PlatformEvent;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import io.fivewhys.contract.PlatformEventHead;
import io.fivewhys.contract.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one component said in one minute of event time, while the minute is open. The same events in
 * any order give the same, also past the limit of targets: more are kept than are sent, those by a
 * hash of their names, and of these the ones with the most are sent.
 */
final class Signals {

  /** So many times the targets that are sent are kept. */
  private static final int KEPT = 4;

  private static final SignalSubject[] OF_ITSELF = new SignalSubject[SignalKind.values().length];

  static {
    for (SignalKind signal : SignalKind.values()) {
      OF_ITSELF[signal.ordinal()] = SignalSubject.ofItself(signal);
    }
  }

  private record Ranked(long rank, SignalSubject subject) {
    static final Comparator<Ranked> ORDER =
        Comparator.comparingLong(Ranked::rank).thenComparing(Ranked::subject);
  }

  private final int maxTargets;
  private final Map<SignalSubject, SignalTally> tallies = new HashMap<>(4);

  /** Those with a target that counts against the limit. */
  private final TreeSet<Ranked> targets = new TreeSet<>(Ranked.ORDER);

  private final TraceSample failedTraces = new TraceSample();
  private final TraceSample traces = new TraceSample();

  Signals(int maxTargets) {
    this.maxTargets = maxTargets;
  }

  /** Whether {@link #fold} may take anything from an event of this kind, known from its head. */
  static boolean speaks(PlatformEventHead head) {
    return switch (head.body) {
      case REQUEST ->
          head.traceHash != 0
              || head.status >= 400
              || SignalKinds.ofPlatform(head, false) != SignalKind.NONE;
      default -> SignalKinds.of(head) != SignalKind.NONE;
    };
  }

  /**
   * Takes nothing from a message that proves damaged.
   *
   * @param message the whole event, decoded only where the head is not enough
   * @param cut of a request: whether it failed at its revision's request timeout
   * @return whether anything changed
   */
  boolean fold(PlatformEventHead head, byte[] message, boolean cut) {
    if (head.body == PlatformEventHead.Body.REQUEST) {
      return foldRequest(head, message, cut);
    }
    SignalKind signal = SignalKinds.of(head);
    if (signal == SignalKind.NONE) {
      return false;
    }
    switch (head.body) {
      case LOG_LINE, SQL_EVENT -> {
        head.readDetails();
        SignalSubject subject = new SignalSubject(signal, head.targetKind, head.target);
        Evidence evidence = wants(subject, head) ? evidence(message) : null;
        tally(subject).add(head.durationNanos, evidence);
      }
      default -> {
        PlatformEvent event = Topics.EVENTS.codec().decode(message);
        String target = event.getBody() instanceof InstanceExit exit ? SignalText.exit(exit) : "";
        tally(new SignalSubject(signal, null, target)).add(-1, SignalText.evidence(event));
      }
    }
    return true;
  }

  private boolean foldRequest(PlatformEventHead head, byte[] message, boolean cut) {
    SignalKind status = SignalKinds.ofStatus(head.status);
    SignalKind platform = SignalKinds.ofPlatform(head, cut);
    boolean changed = status != SignalKind.NONE || platform != SignalKind.NONE;
    if (changed) {
      boolean wanted = wantsOfItself(status, head) || wantsOfItself(platform, head);
      Evidence evidence = wanted ? evidence(message) : null;
      addOfItself(status, head, evidence);
      addOfItself(platform, head, evidence);
    }
    if (head.traceHash != 0) {
      long start = Math.floorDiv(head.entryTimeNanos, 1_000);
      changed |= traces.add(head.traceHash, start);
      if (status != SignalKind.NONE) {
        changed |= failedTraces.add(head.traceHash, start);
      }
    }
    return changed;
  }

  private boolean wantsOfItself(SignalKind signal, PlatformEventHead head) {
    return signal != SignalKind.NONE && wants(OF_ITSELF[signal.ordinal()], head);
  }

  private void addOfItself(SignalKind signal, PlatformEventHead head, @Nullable Evidence evidence) {
    if (signal != SignalKind.NONE) {
      tally(OF_ITSELF[signal.ordinal()]).add(head.latencyNanos, evidence);
    }
  }

  /** Of a subject that is not kept apart, the rest may want it. */
  private boolean wants(SignalSubject subject, PlatformEventHead head) {
    SignalTally tally = tallies.get(subject);
    return tally == null || tally.wants(Math.floorDiv(head.entryTimeNanos, 1_000));
  }

  private static Evidence evidence(byte[] message) {
    return SignalText.evidence(Topics.EVENTS.codec().decode(message));
  }

  private SignalTally tally(SignalSubject subject) {
    SignalTally tally = tallies.get(subject);
    if (tally == null) {
      if (subject.isLimited() && !keeps(subject)) {
        return tally(subject.rest());
      }
      tally = new SignalTally();
      tallies.put(subject, tally);
    }
    return tally;
  }

  /** Whether it is among the targets kept; if so, and there are too many, the last is given up. */
  private boolean keeps(SignalSubject subject) {
    targets.add(new Ranked(subject.rank(), subject));
    if (targets.size() <= KEPT * maxTargets) {
      return true;
    }
    SignalSubject last = targets.pollLast().subject;
    if (last.equals(subject)) {
      return false;
    }
    tally(last.rest()).merge(Objects.requireNonNull(tallies.remove(last)));
    return true;
  }

  /**
   * @param observedNanos event time reached
   */
  SignalMinute snapshot(Series.Name name, long minute, long observedNanos, boolean closed) {
    return minute(name, minute, observedNanos, closed, limited());
  }

  /** All there is, for the changelog; {@link #durations} goes with it. */
  SignalMinute save(Series.Name name, long minute) {
    return minute(name, minute, 0, false, new TreeMap<>(tallies));
  }

  /** Of each signal that {@link #save} tells, in its order. */
  List<List<LatencyBucket>> durations() {
    return new TreeMap<>(tallies).values().stream().map(SignalTally::durations).toList();
  }

  void restore(SignalMinute saved, List<List<LatencyBucket>> durations) {
    for (int i = 0; i < durations.size(); i++) {
      SignalTotal total = saved.getSignals().get(i);
      SignalSubject subject =
          new SignalSubject(total.getSignal(), total.getTargetKind(), total.getTarget());
      tallies.put(subject, SignalTally.restored(total, durations.get(i)));
      if (subject.isLimited()) {
        targets.add(new Ranked(subject.rank(), subject));
      }
    }
    traces.restore(saved.getTraces(), saved.getStarts());
    failedTraces.restore(saved.getFailedTraces(), saved.getFailedStarts());
  }

  private SignalMinute minute(
      Series.Name name,
      long minute,
      long observedNanos,
      boolean closed,
      TreeMap<SignalSubject, SignalTally> told) {
    List<SignalTotal> totals = new ArrayList<>(told.size());
    told.forEach((subject, tally) -> totals.add(tally.total(subject)));
    return new SignalMinute(
        name.project(),
        name.location(),
        name.kind(),
        name.component(),
        name.revision(),
        minute * 60_000_000L,
        closed,
        observedNanos / 1_000,
        totals,
        failedTraces.hashes(),
        traces.hashes(),
        failedTraces.starts(),
        traces.starts());
  }

  /** The targets with the most, as many as are sent; the others joined to the rest. */
  private TreeMap<SignalSubject, SignalTally> limited() {
    TreeMap<SignalSubject, SignalTally> told = new TreeMap<>(tallies);
    if (targets.size() <= maxTargets) {
      return told;
    }
    List<SignalSubject> least =
        targets.stream()
            .map(Ranked::subject)
            .sorted(
                Comparator.comparingLong((SignalSubject subject) -> -tally(subject).count())
                    .thenComparing(subject -> subject))
            .skip(maxTargets)
            .toList();
    Map<SignalSubject, SignalTally> rest = new TreeMap<>();
    for (SignalSubject subject : least) {
      rest.computeIfAbsent(subject.rest(), r -> new SignalTally())
          .merge(Objects.requireNonNull(told.remove(subject)));
    }
    rest.forEach((subject, tally) -> {
      SignalTally before = told.get(subject);
      if (before != null) {
        tally.merge(before);
      }
      told.put(subject, tally);
    });
    return told;
  }
}
