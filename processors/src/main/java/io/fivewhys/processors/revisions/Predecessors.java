// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a revision took over from, and whose minutes its own are compared with. */
final class Predecessors {

  /** With fewer requests in the control window, a fresh revision is no control by itself. */
  private static final long ENOUGH_REQUESTS = 300;

  /** Of a chain of deploys within minutes, more say nothing more. */
  private static final int MOST = 10;

  private final long beforeMinutes;
  private final long finalAfterMicros;

  /**
   * @param beforeMinutes how far before first traffic the control window begins
   * @param finalAfterMicros how long after first traffic a change is open
   */
  Predecessors(long beforeMinutes, long finalAfterMicros) {
    this.beforeMinutes = beforeMinutes;
    this.finalAfterMicros = finalAfterMicros;
  }

  /**
   * The revision with the latest traffic before {@code to} had any, or was made; the newest of
   * those. Where none served, the one last ready.
   */
  @Nullable RevisionHistory of(ServiceHistory service, RevisionHistory to) {
    long until = to.served() ? to.firstTraffic : to.since();
    RevisionHistory latest = null;
    long latestServed = RevisionHistory.NEVER;
    for (RevisionHistory each : service.revisions.values()) {
      long served = precedes(each, to) ? served(each, until) : RevisionHistory.NEVER;
      if (served != RevisionHistory.NEVER
          && (latest == null
              || served > latestServed
              || served == latestServed && Age.older(latest, each))) {
        latest = each;
        latestServed = served;
      }
    }
    return latest == null ? lastReady(service, to) : latest;
  }

  private static boolean precedes(RevisionHistory one, RevisionHistory to) {
    return one != to
        && (Age.older(one, to)
            || one.served() && to.served() && one.firstTraffic < to.firstTraffic);
  }

  /** One that served only a little later comes after every other, but before none. */
  private static long served(RevisionHistory one, long until) {
    long minute = one.servedUpTo(KeptMinute.minute(until));
    return minute == RevisionHistory.NEVER
            && one.served()
            && one.firstTraffic <= until + Openings.TOGETHER
        ? RevisionHistory.NEVER + 1
        : minute;
  }

  private static @Nullable RevisionHistory lastReady(ServiceHistory service, RevisionHistory to) {
    RevisionHistory last = null;
    for (RevisionHistory each : service.revisions.values()) {
      Long ready = each.facts.getReadyAt();
      if (each != to && !each.served() && ready != null && Age.older(each, to)) {
        Long lastReady = last == null ? null : last.facts.getReadyAt();
        if (lastReady == null || ready > lastReady) {
          last = each;
        }
      }
    }
    return last;
  }

  /**
   * The predecessor and, while that is itself on trial and has hardly served, its own predecessor,
   * and so on.
   */
  List<RevisionHistory> control(ServiceHistory service, RevisionHistory to, RevisionHistory from) {
    long firstMinute = KeptMinute.minute(to.firstTraffic);
    List<RevisionHistory> control = new ArrayList<>(List.of(from));
    RevisionHistory last = from;
    while (control.size() < MOST
        && onTrial(last, to.firstTraffic)
        && last.requests(firstMinute - beforeMinutes, firstMinute) < ENOUGH_REQUESTS) {
      RevisionHistory before = of(service, last);
      if (before == null || before == to || control.contains(before)) {
        break;
      }
      control.add(before);
      last = before;
    }
    return control;
  }

  private boolean onTrial(RevisionHistory revision, long at) {
    return revision.change != null
        && revision.served()
        && revision.firstTraffic + finalAfterMicros > at;
  }
}
