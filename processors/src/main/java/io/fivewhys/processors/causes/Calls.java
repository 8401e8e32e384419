// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.SignalKind;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Who calls whom: callers name callees in their lines, and both log the same traces. Of two that
 * share traces the caller is the one that has others besides, or whose requests take longer.
 */
final class Calls {

  private static final long KNOWN_MINUTES = 60;

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
    return Trouble.risen(callee, caller.span, Signals.CALLING).stream()
        .anyMatch(total -> isAbout(scene, callee, total, caller.service));
  }

  private static boolean sharesTraces(Trouble caller, ServiceBoard callee) {
    Span known = caller.span.widened(KNOWN_MINUTES, 0);
    return !Collections.disjoint(caller.service.traces(known), callee.traces(known))
        || sharedFailures(caller, callee) > 0;
  }

  /** Failed requests of both that are of the same traces, of a small sample. */
  static int sharedFailures(Trouble one, ServiceBoard other) {
    Set<Long> others = other.failedTraces(one.span);
    return others.isEmpty()
        ? 0
        : (int) one.service.failedTraces(one.span).stream().filter(others::contains).count();
  }

  /**
   * A callee's traces are its callers' too, while a caller has others that never reach the callee.
   * Samples hold the smallest hashes, so two of them compare below the lesser of their largest.
   */
  private static boolean isOutside(Trouble caller, ServiceBoard callee) {
    Span known = caller.span.widened(KNOWN_MINUTES, 0);
    long callersOwn = 0;
    long calleesOwn = 0;
    for (long minute = known.from(); minute <= known.to(); minute++) {
      Span one = new Span(minute, minute);
      Set<Long> outer = caller.service.traces(one);
      Set<Long> inner = callee.traces(one);
      if (!outer.isEmpty() && !inner.isEmpty()) {
        long limit = Math.min(Collections.max(outer), Collections.max(inner));
        callersOwn += own(outer, inner, limit);
        calleesOwn += own(inner, outer, limit);
      }
    }
    if (callersOwn > 2 * calleesOwn || calleesOwn > 2 * callersOwn) {
      return callersOwn > calleesOwn;
    }
    Span usual = caller.span.before();
    return caller.service.counts(usual).typicalLatency() > callee.counts(usual).typicalLatency();
  }

  private static long own(Set<Long> traces, Set<Long> others, long limit) {
    return traces.stream().filter(trace -> trace <= limit && !others.contains(trace)).count();
  }
}
