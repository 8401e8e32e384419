// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Exonerated;
import io.fivewhys.SignalKind;
import io.fivewhys.processors.symptoms.Symptom;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One service that hurts: since when, how much, and what it said more of than is usual. */
final class Trouble {

  /** Signals this much more frequent than before have to do with it. */
  private static final double RISE = 3;

  /** Heard in fewer minutes than this of the half hour before, it was an episode and not usual. */
  private static final long LEAST_USUAL_MINUTES = Span.USUAL_MINUTES / 2;

  /** Below this share of the failures a signal explains none of them. */
  private static final double LEAST_SHARE = 0.1;

  final ServiceBoard service;
  final List<Symptom> symptoms;
  final Span span;

  /** What was considered and is not the cause, by what it is about. */
  final SortedMap<Cause, Exonerated> cleared = new TreeMap<>();

  /**
   * @param symptoms of this service, at least one
   */
  Trouble(ServiceBoard service, List<Symptom> symptoms, Span span) {
    this.service = service;
    this.symptoms = symptoms;
    this.span = span;
  }

  Place place() {
    return service.place;
  }

  boolean has(Symptom.Rule rule) {
    return symptoms.stream().anyMatch(symptom -> symptom.rule() == rule);
  }

  boolean hasOnly(Symptom.Rule rule) {
    return symptoms.stream().allMatch(symptom -> symptom.rule() == rule);
  }

  /** Failed requests and, where it does not even start, failed starts. */
  long failures() {
    long requests = service.counts(span).failed();
    return requests > 0 ? requests : failedStarts();
  }

  long failedStarts() {
    return service.signals(span, Signals.FAILED_STARTS::contains).stream()
        .mapToLong(Total::count)
        .max()
        .orElse(0);
  }

  /** Signals that have become frequent with the trouble, most frequent first. */
  List<Total> risen(Collection<SignalKind> wanted) {
    return service.risen(span, wanted);
  }

  static List<Total> risen(List<Total> now, List<Total> before, Span span) {
    return now.stream()
        .filter(total -> total.count() >= RISE * usual(total, before, span))
        .toList();
  }

  private static double usual(Total total, List<Total> before, Span span) {
    return before.stream()
            .filter(total::isAboutTheSame)
            .filter(each -> each.minutes() >= LEAST_USUAL_MINUTES)
            .mapToLong(Total::count)
            .sum()
        * (double) span.minutes()
        / span.before().minutes();
  }

  /** Which part of the failures so many signals may explain; applications do not log each. */
  double share(long signals) {
    long failures = failures();
    return failures == 0 ? (signals > 0 ? 1 : 0) : Math.min(1, (double) signals / failures);
  }

  /**
   * Whether signals are in proportion with the failures: a tenth of them at least, or heard in most
   * of the minutes in which requests failed.
   */
  boolean inProportion(Total total) {
    if (share(total.count()) >= LEAST_SHARE) {
      return true;
    }
    int failing = service.failures(span).size();
    return total.count() >= 5 && 2 * total.minutes() >= Math.max(1, failing);
  }

  /** Since when, as far as whole minutes tell. */
  boolean beganNoLaterThan(Trouble other) {
    return span.from() <= other.span.from() + 1;
  }

  long since() {
    return symptoms.stream().mapToLong(Symptom::since).min().orElseThrow();
  }

  void clear(Exonerated exonerated, Cause cause) {
    cleared.putIfAbsent(cause, exonerated);
  }
}
