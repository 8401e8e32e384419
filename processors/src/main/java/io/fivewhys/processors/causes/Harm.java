// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Impact;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an incident did to users: failed requests of all the services it concerns, minute by minute
 * while minutes may still change, summed after that.
 */
final class Harm {

  /** Within what the board still knows. */
  private static final long OPEN_MINUTES = Board.HORIZON_MINUTES - 20;

  private final TreeMap<Long, Counts> open = new TreeMap<>();
  private long settledRequests;
  private long settledFailures;
  private long settledMinutes;

  /** Takes the minutes that may have changed since the last look. */
  void look(Collection<ServiceBoard> services, Span span) {
    long from = Math.max(span.from(), span.to() - OPEN_MINUTES);
    for (long minute = from; minute <= span.to(); minute++) {
      Counts sum = Counts.NONE;
      for (ServiceBoard service : services) {
        sum = sum.plus(service.counts(new Span(minute, minute)));
      }
      open.put(minute, sum);
    }
    while (!open.isEmpty() && open.firstKey() < from) {
      Counts oldest = open.pollFirstEntry().getValue();
      settledRequests += oldest.requests();
      settledFailures += oldest.failed();
      settledMinutes += oldest.failed() > 0 ? 1 : 0;
    }
  }

  /** Up to a minute, which is the last that hurt. */
  Impact until(long minute) {
    Counts sum = Counts.NONE;
    long minutes = settledMinutes;
    for (Map.Entry<Long, Counts> each : open.headMap(minute, true).entrySet()) {
      sum = sum.plus(each.getValue());
      minutes += each.getValue().failed() > 0 ? 1 : 0;
    }
    long requests = settledRequests + sum.requests();
    long failed = settledFailures + sum.failed();
    Double share = requests == 0 ? null : (double) failed / requests;
    return new Impact(failed, requests, share, minutes);
  }

  /** Share of failed requests in the latest minutes. */
  double recentShare(long minutes) {
    Counts sum = Counts.NONE;
    for (Counts each : open.descendingMap().values()) {
      if (minutes-- > 0) {
        sum = sum.plus(each);
      }
    }
    return sum.failedShare();
  }

  /** What is no longer on the board. */
  Impact settled() {
    return new Impact(settledFailures, settledRequests, null, settledMinutes);
  }

  void restore(Impact settled) {
    settledFailures = settled.getFailedRequests();
    settledRequests = settled.getRequests();
    settledMinutes = settled.getAffectedMinutes();
  }
}
