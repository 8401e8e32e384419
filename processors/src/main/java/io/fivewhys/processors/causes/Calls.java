// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.SignalKind;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who calls whom: callers name callees in their lines, and both log the same traces. Of two that
 * share traces the caller is the one whose requests usually take longer: they hold the others.
 */
final class Calls {

  private static final long KNOWN_MINUTES = 60;

  private Calls() {}

  static boolean isCalled(Scene scene, Trouble caller, ServiceBoard callee) {
    return names(scene, caller, callee) || sharesTraces(caller, callee) && isOutside(caller, callee);
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

  private static boolean sharesTraces(Trouble caller, ServiceBoard callee) {
    Span known = caller.span.widened(KNOWN_MINUTES, 0);
    return !Collections.disjoint(caller.service.traces(known), callee.traces(known))
        || sharedFailures(caller, callee) > 0;
  }

  /** Failed requests of both that are of the same traces, of a small sample. */
  static int sharedFailures(Trouble one, ServiceBoard other) {
    Set<Long> shared = new TreeSet<>(one.service.failedTraces(one.span));
    shared.retainAll(other.failedTraces(one.span));
    return shared.size();
  }

  private static boolean isOutside(Trouble caller, ServiceBoard callee) {
    Span usual = caller.span.before();
    double outer = caller.service.counts(usual).typicalLatency();
    double inner = callee.counts(usual).typicalLatency();
    return outer > inner;
  }
}
