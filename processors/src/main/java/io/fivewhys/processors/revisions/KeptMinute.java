// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.LatencyBucket;
import io.fivewhys.ServiceMinute;
import io.fivewhys.SignatureCount;
import io.fivewhys.processors.verdicts.Minute;
import java.util.Comparator;
import java.util.List;

/**
 * One minute of one revision, as far as verdicts need it.
 *
 * @param signatures errors, most frequent first, the rare ones of a noisy minute left out
 */
record KeptMinute(Minute counts, List<SignatureCount> signatures) {

  static final long MICROS = 60_000_000L;

  /** What exceeded the hot stage's limit is no signature: it is always new and says nothing. */
  static final String OTHER = "other";

  static final Comparator<SignatureCount> MOST_FREQUENT_FIRST =
      Comparator.comparingLong(SignatureCount::getCount)
          .reversed()
          .thenComparing(SignatureCount::getSignatureId);

  private static final int MOST_SIGNATURES = 20;

  static KeptMinute of(ServiceMinute minute) {
    List<LatencyBucket> histogram = minute.getLatencyHistogram();
    return new KeptMinute(
        new Minute(
            minute(minute.getWindowStart()),
            minute.getRequests(),
            minute.getErrors5xx(),
            minute.getErrorsAuth(),
            minute.getErrors429(),
            histogram.stream().mapToInt(LatencyBucket::getBucket).toArray(),
            histogram.stream().mapToLong(LatencyBucket::getCount).toArray(),
            minute.getInstanceStarts()),
        minute.getSignatures().stream()
            .filter(signature -> !signature.getSignatureId().equals(OTHER))
            .sorted(MOST_FREQUENT_FIRST)
            .limit(MOST_SIGNATURES)
            .toList());
  }

  /** The minute since the epoch in which an instant lies. */
  static long minute(long micros) {
    return Math.floorDiv(micros, MICROS);
  }
}
