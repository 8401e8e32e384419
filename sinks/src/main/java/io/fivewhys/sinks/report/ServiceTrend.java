// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service over time, all its revisions together and each alone. Slot i begins at minute {@code
 * i * step} of the epoch; a series holds only slots in which the revision was heard of, in
 * ascending order, so a gap is a gap.
 *
 * @param points percentiles are those of all revisions' requests together
 * @param revisions in the order they were first heard of
 * @param signatures the most frequent errors
 * @param distinctSignatures how many there are in all
 */
record ServiceTrend(
    String project,
    String location,
    String service,
    Stats total,
    Health health,
    List<Point> points,
    List<RevisionTrend> revisions,
    List<RevisionMark> marks,
    List<Signature> signatures,
    long distinctSignatures) {

  /**
   * Counts and percentiles of one stretch of time.
   *
   * @param instances the most heard of in any one minute
   * @param latency null where no latency was measured
   */
  record Stats(Counts counts, long instances, @Nullable Latency latency) {}

  record Point(long slot, Stats stats) {}

  /**
   * @param revision empty where the log named none
   * @param firstMinute minute of the epoch in which it was first heard of
   */
  record RevisionTrend(
      String revision, long firstMinute, long lastMinute, Stats total, List<Point> points) {}

  /** A revision heard of for the first time, while another was known already. */
  record RevisionMark(long minute, String revision, String previous) {}

  /** An error by what it says; texts are masked and redacted, but written by strangers. */
  record Signature(
      String id,
      String text,
      String example,
      long count,
      long firstMinute,
      long lastMinute,
      List<String> revisions) {}

  ServiceKey key() {
    return new ServiceKey(project, location, service);
  }
}
