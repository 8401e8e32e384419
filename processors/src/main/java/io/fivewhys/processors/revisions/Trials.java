// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.RevisionSpec;
import io.fivewhys.SignatureCount;
import io.fivewhys.processors.verdicts.Minute;
import io.fivewhys.processors.verdicts.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts together what a verdict is drawn from. */
final class Trials {

  private static final long ONE_DAY = 24 * 60;
  private static final int MOST_NEW_SIGNATURES = 10;
  private static final int LONGEST_SIGNATURE = 300;

  private final Predecessors predecessors;
  private final long beforeMinutes;
  private final long finalAfterMinutes;

  Trials(Predecessors predecessors, long beforeMinutes, long finalAfterMinutes) {
    this.predecessors = predecessors;
    this.beforeMinutes = beforeMinutes;
    this.finalAfterMinutes = finalAfterMinutes;
  }

  /**
   * @param to has served
   * @param services of the project
   */
  Trial trial(
      Collection<ServiceHistory> services,
      ServiceHistory service,
      RevisionHistory to,
      @Nullable RevisionHistory from) {
    long first = KeptMinute.minute(to.firstTraffic);
    SortedMap<Long, KeptMinute> fresh = to.minutes.subMap(first, first + finalAfterMinutes);
    long last = fresh.isEmpty() ? first : fresh.lastKey();
    List<RevisionHistory> control =
        from == null ? List.of() : predecessors.control(service, to, from);
    Minutes old = new Minutes();
    control.forEach(each -> old.add(each.minutes, first - beforeMinutes, last));
    return new Trial(
        from == null ? "" : from.name,
        to.name,
        fresh.values().stream().map(KeptMinute::counts).toList(),
        old.ascending(),
        neighbours(services, service, specOf(to, from), first - beforeMinutes, last),
        first,
        newSignatures(fresh.values(), control, first));
  }

  private static @Nullable RevisionSpec specOf(RevisionHistory to, @Nullable RevisionHistory from) {
    RevisionSpec spec = to.spec();
    return spec == null && from != null ? from.spec() : spec;
  }

  /** Ascending by service, as the services are. */
  private static List<Trial.Neighbour> neighbours(
      Collection<ServiceHistory> services,
      ServiceHistory service,
      @Nullable RevisionSpec spec,
      long first,
      long last) {
    List<Trial.Neighbour> neighbours = new ArrayList<>();
    for (ServiceHistory other : services) {
      RevisionSpec theirs = other.servingSpec();
      if (other == service
          || spec == null
          || theirs == null
          || !other.name.location().equals(service.name.location())) {
        continue;
      }
      String shared = SharedParts.first(spec, theirs);
      if (shared != null) {
        Minutes sum = new Minutes();
        other.revisions.values().forEach(each -> sum.add(each.minutes, first, last));
        List<Minute> minutes = sum.ascending();
        if (!minutes.isEmpty()) {
          neighbours.add(new Trial.Neighbour(other.name.service(), shared, minutes));
        }
      }
    }
    return neighbours;
  }

  private static List<String> newSignatures(
      Collection<KeptMinute> fresh, List<RevisionHistory> control, long firstMinute) {
    return mostFrequent(fresh).stream()
        .filter(signature ->
            control.stream()
                .noneMatch(
                    old -> old.seen.seenSince(signature.getSignatureId(), firstMinute - ONE_DAY)))
        .limit(MOST_NEW_SIGNATURES)
        .map(signature -> Failure.cut(signature.getSignature(), LONGEST_SIGNATURE))
        .toList();
  }

  /** Summed over minutes, the first example kept; most frequent first. */
  static List<SignatureCount> mostFrequent(Collection<KeptMinute> minutes) {
    TreeMap<String, SignatureCount> sums = new TreeMap<>();
    for (KeptMinute minute : minutes) {
      for (SignatureCount each : minute.signatures()) {
        sums.merge(
            each.getSignatureId(),
            each,
            (sum, more) ->
                new SignatureCount(
                    sum.getSignatureId(),
                    sum.getSignature(),
                    sum.getCount() + more.getCount(),
                    sum.getExample()));
      }
    }
    return sums.values().stream().sorted(KeptMinute.MOST_FREQUENT_FIRST).toList();
  }
}
