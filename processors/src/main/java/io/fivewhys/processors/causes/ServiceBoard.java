// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Evidence;
import io.fivewhys.RevisionChange;
import io.fivewhys.RevisionSpec;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is known of one service: counts and signals by revision and minute, specs and deploys. */
final class ServiceBoard {

  private static final int MOST_SPECS = 20;

  final Place place;

  private final TreeMap<String, TreeMap<Long, Counts>> counts = new TreeMap<>();
  private final TreeMap<String, Voice> voices = new TreeMap<>();
  private final TreeMap<String, RevisionSpec> specs = new TreeMap<>();
  private final TreeMap<String, Evidence> announcements = new TreeMap<>();

  /** The latest record of each change, by the revision it is about. */
  private final TreeMap<String, RevisionChange> changes = new TreeMap<>();

  /**
   * What was asked since the last message: one look asks the same of a service for each of the
   * others that hurt.
   */
  private final Map<List<Object>, Object> asked = new HashMap<>();

  ServiceBoard(Place place) {
    this.place = place;
  }

  void count(long minute, ServiceMinute counted) {
    asked.clear();
    counts
        .computeIfAbsent(counted.getRevision(), r -> new TreeMap<>())
        .put(minute, Counts.of(counted));
  }

  void hear(String revision, long minute, SignalMinute heard) {
    asked.clear();
    voice(revision).hear(minute, heard);
  }

  private Voice voice(String revision) {
    return voices.computeIfAbsent(revision, r -> new Voice());
  }

  void learn(String revision, RevisionSpec spec, Evidence announcement) {
    specs.put(revision, spec);
    announcements.put(revision, announcement);
    while (specs.size() > MOST_SPECS) {
      announcements.remove(specs.pollFirstEntry().getKey());
    }
  }

  /** The entry that announced a revision last; null where none did. */
  @Nullable Evidence announcement(String revision) {
    return announcements.get(revision);
  }

  void learn(RevisionChange change) {
    changes.put(change.getToRevision(), change);
    while (changes.size() > MOST_SPECS) {
      changes.pollFirstEntry();
    }
  }

  List<RevisionChange> changes() {
    return List.copyOf(changes.values());
  }

  void forgetBefore(long minute) {
    asked.clear();
    counts.values().forEach(minutes -> minutes.headMap(minute, false).clear());
    counts.values().removeIf(Map::isEmpty);
    voices.values().forEach(voice -> voice.forgetBefore(minute));
    voices.values().removeIf(Voice::isEmpty);
  }

  /** Whether nothing is known of it any more. */
  boolean isEmpty() {
    return counts.isEmpty() && voices.isEmpty() && specs.isEmpty() && changes.isEmpty();
  }

  @SuppressWarnings("unchecked") // each question has answers of one type
  private <T> T once(Supplier<T> answer, Object... question) {
    List<Object> key = List.of(question);
    Object known = asked.get(key);
    if (known == null) {
      known = answer.get();
      asked.put(key, known);
    }
    return (T) known;
  }

  /** All revisions in one minute. */
  Counts counts(long minute) {
    Counts sum = Counts.NONE;
    for (TreeMap<Long, Counts> minutes : counts.values()) {
      Counts counted = minutes.get(minute);
      sum = counted == null ? sum : sum.plus(counted);
    }
    return sum;
  }

  /** All revisions, both ends included. */
  Counts counts(Span span) {
    return once(() -> sum(span), "counts", span);
  }

  private Counts sum(Span span) {
    Counts sum = Counts.NONE;
    for (String revision : counts.keySet()) {
      sum = sum.plus(counts(revision, span));
    }
    return sum;
  }

  /** Latest minute with requests; far in the past where none is known. */
  long lastRequest() {
    long last = Long.MIN_VALUE;
    for (TreeMap<Long, Counts> minutes : counts.values()) {
      for (Map.Entry<Long, Counts> each : minutes.descendingMap().entrySet()) {
        if (each.getValue().requests() > 0) {
          last = Math.max(last, each.getKey());
          break;
        }
      }
    }
    return last;
  }

  /** Latest minute in which anything was heard of it. */
  long lastMinute() {
    return counts.values().stream()
        .filter(minutes -> !minutes.isEmpty())
        .mapToLong(TreeMap::lastKey)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** Failed requests, by minutes in which there were any. */
  SortedMap<Long, Long> failures(Span span) {
    TreeMap<Long, Long> sums = new TreeMap<>();
    counts
        .values()
        .forEach(minutes ->
            minutes
                .subMap(span.from(), true, span.to(), true)
                .forEach((minute, each) -> {
                  if (each.failed() > 0) {
                    sums.merge(minute, each.failed(), Long::sum);
                  }
                }));
    return sums;
  }

  Counts counts(String revision, Span span) {
    Counts sum = Counts.NONE;
    TreeMap<Long, Counts> minutes = counts.get(revision);
    if (minutes != null && span.minutes() > 0) {
      for (Counts each : minutes.subMap(span.from(), true, span.to(), true).values()) {
        sum = sum.plus(each);
      }
    }
    return sum;
  }

  /** Revisions that said anything in a span, by name. */
  List<String> revisions(Span span) {
    TreeSet<String> names = new TreeSet<>();
    counts.forEach((revision, minutes) -> {
      if (!minutes.subMap(span.from(), true, span.to(), true).isEmpty()) {
        names.add(revision);
      }
    });
    voices.forEach((revision, voice) -> {
      if (voice.spoke(span)) {
        names.add(revision);
      }
    });
    return List.copyOf(names);
  }

  /**
   * Samples of the traces of its requests, with the start of the earliest of each. To look up, not
   * to walk through: in no order.
   */
  Map<Long, Long> traces(Span span) {
    return once(
        () -> {
          Map<Long, Long> traces = new HashMap<>();
          voices.values().forEach(voice -> voice.addTraces(span, traces));
          return Collections.unmodifiableMap(traces);
        },
        "traces",
        span);
  }

  /** The same of failed requests. */
  Map<Long, Long> failedTraces(Span span) {
    return once(
        () -> {
          Map<Long, Long> traces = new HashMap<>();
          voices.values().forEach(voice -> voice.addFailedTraces(span, traces));
          return Collections.unmodifiableMap(traces);
        },
        "failed traces",
        span);
  }

  /** Whether it has said anything of these kinds since a minute; costs little to ask. */
  boolean hasSaid(long since, Collection<SignalKind> kinds) {
    for (Voice voice : voices.values()) {
      if (voice.hasSaid(since, kinds)) {
        return true;
      }
    }
    return false;
  }

  /** Signals that have become frequent since a span began, most frequent first. */
  List<Total> risen(Span span, Collection<SignalKind> wanted) {
    if (!hasSaid(span.from(), wanted)) {
      return List.of();
    }
    return once(
        () -> {
          List<Total> now = signals(span, wanted::contains);
          return now.isEmpty()
              ? now
              : Trouble.risen(now, signals(span.before(), wanted::contains), span);
        },
        "risen",
        span,
        Set.copyOf(wanted));
  }

  List<Total> signals(Span span, Predicate<SignalKind> wanted) {
    return Voice.totals(voices.values(), span, wanted);
  }

  List<Total> signals(String revision, Span span, Predicate<SignalKind> wanted) {
    Voice voice = voices.get(revision);
    return voice == null ? List.of() : Voice.totals(List.of(voice), span, wanted);
  }

  @Nullable RevisionSpec spec(String revision) {
    return specs.get(revision);
  }

  /** Of the revision that serves most in a span; the latest by name where none does. */
  @Nullable RevisionSpec servingSpec(Span span) {
    if (specs.size() == 1) {
      return specs.firstEntry().getValue();
    }
    RevisionSpec serving = null;
    long most = -1;
    for (Map.Entry<String, RevisionSpec> each : specs.entrySet()) {
      long requests = counts(each.getKey(), span).requests();
      if (requests >= most) {
        most = requests;
        serving = each.getValue();
      }
    }
    return serving;
  }

  /** Bare name; null where it has none, or nobody said so. */
  @Nullable String connector(Span span) {
    RevisionSpec spec = servingSpec(span);
    String connector = spec == null ? null : spec.getConnector();
    return connector == null ? null : connector.substring(connector.lastIndexOf('/') + 1);
  }

  /** Databases that its specs name, by bare name. */
  Set<String> databases() {
    TreeSet<String> names = new TreeSet<>();
    specs
        .values()
        .forEach(spec ->
            spec.getSqlInstances()
                .forEach(name -> names.add(name.substring(name.lastIndexOf(':') + 1))));
    return names;
  }

  /** Secrets that the specs of its revisions name, by bare name. */
  Set<String> secrets() {
    TreeSet<String> names = new TreeSet<>();
    for (RevisionSpec spec : specs.values()) {
      spec.getContainers()
          .forEach(container ->
              container
                  .getEnv()
                  .forEach(variable -> {
                    String secret = variable.getSecret();
                    if (secret != null) {
                      names.add(secret.substring(secret.lastIndexOf('/') + 1));
                    }
                  }));
    }
    return names;
  }
}
