// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.SignalKind;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who calls whom: callers name callees in their lines, and both log the same traces. Of two that
 * share traces the caller is the one whose requests begin first.
 */
final class Calls {

  private static final long KNOWN_MINUTES = 60;

  /** As many traces are sampled of each revision in a minute. */
  private static final int SAMPLE = 16;

  private Calls() {}

  static boolean isCalled(Scene scene, Trouble caller, ServiceBoard callee) {
    return names(scene, caller, callee)
        || !isNamedBy(scene, caller, callee)
            && sharesTraces(caller, callee)
            && isOutside(caller, callee);
  }

  /** What a caller says of a callee. */
  static List<Total> said(
      Scene scene, Trouble caller, ServiceBoard callee, Collection<SignalKind> kinds) {
    return caller.risen(kinds).stream()
        .filter(total -> isAbout(scene, caller.service, total, callee))
        .toList();
  }

  static boolean isAbout(Scene scene, ServiceBoard speaker, Total total, ServiceBoard callee) {
    Place place = scene.callee(speaker, total);
    return place != null && place.equals(callee.place);
  }

  private static boolean names(Scene scene, Trouble caller, ServiceBoard callee) {
    return !said(scene, caller, callee, Signals.CALLING).isEmpty();
  }

  /** Then it is the other that calls. */
  private static boolean isNamedBy(Scene scene, Trouble caller, ServiceBoard callee) {
    return callee.risen(caller.span, Signals.CALLING).stream()
        .anyMatch(total -> isAbout(scene, callee, total, caller.service));
  }

  private static boolean sharesTraces(Trouble caller, ServiceBoard callee) {
    Span known = caller.span.widened(KNOWN_MINUTES, 0);
    return !Collections.disjoint(
            caller.service.traces(known).keySet(), callee.traces(known).keySet())
        || sharedFailures(caller, callee) > 0;
  }

  /** Failed requests of both that are of the same traces, of a small sample. */
  static int sharedFailures(Trouble one, ServiceBoard other) {
    Set<Long> others = other.failedTraces(one.span).keySet();
    return others.isEmpty()
        ? 0
        : (int)
            one.service.failedTraces(one.span).keySet().stream().filter(others::contains).count();
  }

  /**
   * Whether half of a caller's failed requests at least are of traces that failed at the callee.
   * Samples hold the smallest hashes: a full one of the callee says nothing of those above its
   * largest. A caller's request ends last, so the callee's may be in the minute before.
   */
  static boolean sharesFailures(Trouble caller, ServiceBoard callee) {
    int shared = 0;
    int compared = 0;
    for (long minute = caller.span.from(); minute <= caller.span.to(); minute++) {
      Span one = new Span(minute, minute);
      Set<Long> inner = callee.failedTraces(one).keySet();
      Set<Long> near = callee.failedTraces(one.widened(1, 0)).keySet();
      long limit = inner.size() < SAMPLE ? Long.MAX_VALUE : Collections.max(inner);
      for (long hash : caller.service.failedTraces(one).keySet()) {
        compared += hash <= limit ? 1 : 0;
        shared += hash <= limit && near.contains(hash) ? 1 : 0;
      }
    }
    return shared > 0 && 2 * shared >= compared;
  }

  /** Of one trace the caller's request begins first; where that tells nothing it lasts longer. */
  private static boolean isOutside(Trouble caller, ServiceBoard callee) {
    Span known = caller.span.widened(KNOWN_MINUTES, 0);
    int before =
        earlier(caller.service.traces(known), callee.traces(known))
            + earlier(caller.service.failedTraces(known), callee.failedTraces(known));
    if (before != 0) {
      return before > 0;
    }
    Span usual = caller.span.before();
    return caller.service.counts(usual).typicalLatency() > callee.counts(usual).typicalLatency();
  }

  /** In how many traces one begins before the other, less those in which it is the other way. */
  private static int earlier(Map<Long, Long> one, Map<Long, Long> other) {
    int sum = 0;
    for (Map.Entry<Long, Long> each : one.entrySet()) {
      Long start = other.get(each.getKey());
      sum += start == null ? 0 : Long.compare(start, each.getValue());
    }
    return sum;
  }
}
