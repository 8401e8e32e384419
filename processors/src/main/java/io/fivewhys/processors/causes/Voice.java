// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.Evidence;
import io.fivewhys.SignalKind;
import io.fivewhys.SignalMinute;
import io.fivewhys.SignalTotal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one revision, or one database, has said minute by minute. */
final class Voice {

  private static final int MOST_EVIDENCE = 3;

  private static final Comparator<Evidence> EARLIEST =
      Comparator.comparingLong(Evidence::getTimestamp)
          .thenComparing(Evidence::getInsertId)
          .thenComparing(Evidence::getExcerpt);

  private record Said(SignalKind kind, @Nullable ComponentKind targetKind, String target)
      implements Comparable<Said> {
    @Override
    public int compareTo(Said other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : target.compareTo(other.target);
    }
  }

  private final TreeMap<Long, List<SignalTotal>> minutes = new TreeMap<>();

  /** Who calls whom changes slowly: the latest samples are enough. */
  private static final int MOST_TRACED_MINUTES = 10;

  /** Samples of one minute, and when the requests began. */
  private record Traces(long[] hashes, long[] starts) {}

  private final TreeMap<Long, Traces> traces = new TreeMap<>();
  private final TreeMap<Long, Traces> failedTraces = new TreeMap<>();

  /** The latest minute in which each kind was heard, by ordinal. */
  private final long[] latest = new long[SignalKind.values().length];

  void hear(long minute, SignalMinute heard) {
    for (SignalTotal each : heard.getSignals()) {
      int kind = each.getSignal().ordinal();
      latest[kind] = Math.max(latest[kind], minute);
    }
    if (!heard.getSignals().isEmpty()) {
      minutes.put(minute, heard.getSignals());
    }
    keep(traces, minute, heard.getTraces(), heard.getStarts());
    keep(failedTraces, minute, heard.getFailedTraces(), heard.getFailedStarts());
    while (traces.size() > MOST_TRACED_MINUTES) {
      traces.pollFirstEntry();
    }
  }

  private static void keep(
      TreeMap<Long, Traces> samples, long minute, List<Long> hashes, List<Long> starts) {
    if (!hashes.isEmpty()) {
      samples.put(
          minute,
          new Traces(
              hashes.stream().mapToLong(Long::longValue).toArray(),
              starts.stream().mapToLong(Long::longValue).toArray()));
    }
  }

  /** Latest minute in which it said anything. */
  long last() {
    return minutes.isEmpty() ? Long.MIN_VALUE : minutes.lastKey();
  }

  boolean hasSaid(long since, Collection<SignalKind> kinds) {
    for (SignalKind kind : kinds) {
      if (latest[kind.ordinal()] >= since) {
        return true;
      }
    }
    return false;
  }

  boolean spoke(Span span) {
    return !minutes.subMap(span.from(), true, span.to(), true).isEmpty();
  }

  void addTraces(Span span, Map<Long, Long> all) {
    add(traces, span, all);
  }

  void addFailedTraces(Span span, Map<Long, Long> all) {
    add(failedTraces, span, all);
  }

  private static void add(TreeMap<Long, Traces> samples, Span span, Map<Long, Long> all) {
    for (Traces sample : samples.subMap(span.from(), true, span.to(), true).values()) {
      for (int i = 0; i < sample.hashes.length; i++) {
        long start = i < sample.starts.length ? sample.starts[i] : Long.MAX_VALUE;
        all.merge(sample.hashes[i], start, Math::min);
      }
    }
  }

  void forgetBefore(long minute) {
    minutes.headMap(minute, false).clear();
    traces.headMap(minute, false).clear();
    failedTraces.headMap(minute, false).clear();
  }

  boolean isEmpty() {
    return minutes.isEmpty() && traces.isEmpty() && failedTraces.isEmpty();
  }

  /** Sums of the signals wanted over a span, most frequent first; its first minute proves least. */
  static List<Total> totals(Iterable<Voice> voices, Span span, Predicate<SignalKind> wanted) {
    TreeMap<Said, Total> sums = new TreeMap<>();
    TreeMap<Said, Total> firsts = new TreeMap<>();
    for (Voice voice : voices) {
      for (Map.Entry<Long, List<SignalTotal>> minute :
          voice.minutes.subMap(span.from(), true, span.to(), true).entrySet()) {
        boolean first = minute.getKey() == span.from();
        for (SignalTotal each : minute.getValue()) {
          if (wanted.test(each.getSignal())) {
            (first ? firsts : sums).merge(said(each), total(each, minute.getKey()), Voice::sum);
          }
        }
      }
    }
    firsts.forEach((said, first) -> sums.merge(said, first, Voice::begun));
    return sums.values().stream()
        .sorted(Comparator.comparingLong(Total::count).reversed())
        .toList();
  }

  /**
   * With the first minute, in which it began somewhere: of what was said in it some may be older,
   * so it proves only what nothing later does.
   */
  private static Total begun(Total later, Total first) {
    Total both = sum(later, first);
    return later.evidence().isEmpty() ? both : both.provenBy(later.evidence());
  }

  private static Said said(SignalTotal each) {
    return new Said(each.getSignal(), each.getTargetKind(), each.getTarget());
  }

  private static Total total(SignalTotal each, long minute) {
    return new Total(
        each.getSignal(),
        each.getTargetKind(),
        each.getTarget(),
        each.getCount(),
        minute,
        1,
        each.getP95Ms() == null ? 0 : each.getP95Ms(),
        List.copyOf(each.getEvidence()));
  }

  private static Total sum(Total one, Total other) {
    List<Evidence> evidence = new ArrayList<>(one.evidence());
    evidence.addAll(other.evidence());
    evidence.sort(EARLIEST);
    return new Total(
        one.kind(),
        one.targetKind(),
        one.target(),
        one.count() + other.count(),
        Math.min(one.first(), other.first()),
        one.minutes() + other.minutes(),
        Math.max(one.slowest(), other.slowest()),
        List.copyOf(evidence.subList(0, Math.min(MOST_EVIDENCE, evidence.size()))));
  }
}
