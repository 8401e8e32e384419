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

  private static final long OPEN_MINUTES = 60;

  private final TreeMap<Long, Counts> open = new TreeMap<>();
  private Counts settled = Counts.NONE;
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
    while (!open.isEmpty() && open.firstKey() < span.to() - OPEN_MINUTES) {
      Counts oldest = open.pollFirstEntry().getValue();
      settled = settled.plus(oldest);
      settledMinutes += oldest.failed() > 0 ? 1 : 0;
    }
  }

  /** Up to a minute, which is the last that hurt. */
  Impact until(long minute) {
    Counts sum = settled;
    long minutes = settledMinutes;
    for (Map.Entry<Long, Counts> each : open.headMap(minute, true).entrySet()) {
      sum = sum.plus(each.getValue());
      minutes += each.getValue().failed() > 0 ? 1 : 0;
    }
    Double share = sum.requests() == 0 ? null : sum.failedShare();
    return new Impact(sum.failed(), sum.requests(), share, minutes);
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

  void restore(Impact impact) {
    settled =
        new Counts(impact.getRequests(), impact.getFailedRequests(), 0, 0, 0, 0, 0);
    settledMinutes = impact.getAffectedMinutes();
  }
}
