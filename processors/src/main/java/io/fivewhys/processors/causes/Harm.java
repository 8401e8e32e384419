// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Impact;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an incident did to users: failed requests of all the services it concerns, minute by minute
 * while minutes may still change, summed after that. What is open is taken from the board at each
 * look, so that only the sums have to be kept.
 */
final class Harm {

  /** Within what the board still knows. */
  private static final long OPEN_MINUTES = Board.HORIZON_MINUTES - 20;

  private final TreeMap<Long, Counts> open = new TreeMap<>();
  private long settledRequests;
  private long settledFailures;
  private long settledMinutes;

  /** Minutes before it are summed; null before the first look. */
  private @Nullable Long settledTo;

  /**
   * Sums the minutes that no longer change, before the board forgets them; to be called at every
   * look, whether there is anything to tell or not.
   *
   * @param since minute in which the incident began
   * @param now minute of the look
   */
  void settle(Collection<ServiceBoard> services, long since, long now) {
    long from = settledTo == null ? since : settledTo;
    long to = Math.max(from, now - OPEN_MINUTES);
    for (long minute = from; minute < Math.min(to, from + Board.HORIZON_MINUTES); minute++) {
      Counts counts = counts(services, minute);
      settledRequests += counts.requests();
      settledFailures += counts.failed();
      settledMinutes += counts.failed() > 0 ? 1 : 0;
    }
    if (settledTo != null || to > from) {
      settledTo = to;
    }
  }

  /**
   * Takes the minutes that may have changed since the last look.
   *
   * @param span of the incident, up to now
   */
  void look(Collection<ServiceBoard> services, Span span) {
    open.clear();
    for (long minute = settledTo == null ? span.from() : settledTo; minute <= span.to(); minute++) {
      open.put(minute, counts(services, minute));
    }
  }

  private static Counts counts(Collection<ServiceBoard> services, long minute) {
    Counts sum = Counts.NONE;
    for (ServiceBoard service : services) {
      sum = sum.plus(service.counts(minute));
    }
    return sum;
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
  @Nullable Double recentShare(long minutes) {
    Counts sum = Counts.NONE;
    for (Counts each : open.descendingMap().values()) {
      if (minutes-- > 0) {
        sum = sum.plus(each);
      }
    }
    return sum.requests() == 0 ? null : (Double) sum.failedShare();
  }

  /** What is summed. */
  Impact settled() {
    return new Impact(settledFailures, settledRequests, null, settledMinutes);
  }

  @Nullable Long settledTo() {
    return settledTo;
  }

  void restore(Impact settled, @Nullable Long to) {
    settledFailures = settled.getFailedRequests();
    settledRequests = settled.getRequests();
    settledMinutes = settled.getAffectedMinutes();
    settledTo = to;
  }
}
