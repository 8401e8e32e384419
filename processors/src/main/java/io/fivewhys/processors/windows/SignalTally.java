// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.windows;

import io.fivewhys.Evidence;
import io.fivewhys.LatencyBucket;
import io.fivewhys.SignalTotal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often one thing was said, how long it took, and the earliest entries that say so. Adding in
 * any order, in one tally or in several that are merged, gives the same.
 */
final class SignalTally {

  private static final int EVIDENCE = 3;

  /** Beyond time and insert id only so that two entries without an id have an order. */
  private static final Comparator<Evidence> EARLIEST =
      Comparator.comparingLong(Evidence::getTimestamp)
          .thenComparing(Evidence::getInsertId)
          .thenComparing(Evidence::getLogName)
          .thenComparing(Evidence::getExcerpt);

  private long count;
  private @Nullable LatencyHistogram durations;
  private final List<Evidence> earliest = new ArrayList<>(EVIDENCE);

  /** Whether an entry of this time may be among the earliest: only then it need be decoded. */
  boolean wants(long timestampMicros) {
    return earliest.size() < EVIDENCE
        || timestampMicros <= earliest.get(EVIDENCE - 1).getTimestamp();
  }

  /**
   * @param durationNanos negative where none is named
   * @param evidence null where it is not {@linkplain #wants wanted}
   */
  void add(long durationNanos, @Nullable Evidence evidence) {
    count++;
    if (durationNanos >= 0) {
      histogram().add(durationNanos);
    }
    if (evidence != null) {
      keep(evidence);
    }
  }

  void merge(SignalTally that) {
    count += that.count;
    that.durations().forEach(bucket -> histogram().add(bucket.getBucket(), bucket.getCount()));
    that.earliest.forEach(this::keep);
  }

  long count() {
    return count;
  }

  List<LatencyBucket> durations() {
    return durations == null ? List.of() : durations.buckets();
  }

  SignalTotal total(SignalSubject subject) {
    return new SignalTotal(
        subject.signal(),
        subject.targetKind(),
        subject.target(),
        count,
        durations == null ? null : (Double) durations.quantile(0.95),
        List.copyOf(earliest));
  }

  static SignalTally restored(SignalTotal total, List<LatencyBucket> durations) {
    SignalTally tally = new SignalTally();
    tally.count = total.getCount();
    durations.forEach(bucket -> tally.histogram().add(bucket.getBucket(), bucket.getCount()));
    total.getEvidence().forEach(tally::keep);
    return tally;
  }

  private void keep(Evidence evidence) {
    int at = earliest.size();
    while (at > 0 && EARLIEST.compare(evidence, earliest.get(at - 1)) < 0) {
      at--;
    }
    earliest.add(at, evidence);
    if (earliest.size() > EVIDENCE) {
      earliest.remove(EVIDENCE);
    }
  }

  private LatencyHistogram histogram() {
    if (durations == null) {
      durations = new LatencyHistogram();
    }
    return durations;
  }
}
