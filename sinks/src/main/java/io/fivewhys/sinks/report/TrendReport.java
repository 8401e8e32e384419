// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, as plain data. Time is cut into slots of {@code stepMinutes}: slot i begins
 * at minute {@code i * stepMinutes} of the epoch. A series holds only slots in which the revision
 * was heard of, in ascending order, so a gap is a gap.
 *
 * @param summary what the replay read; null for a live report
 * @param services by project, location and name
 * @param deploys the newest first
 * @param totalDeploys how many there are in all
 * @param incidents as each stands, the newest first
 * @param totalIncidents how many there are in all
 * @param rejections what could not be understood, by reason, most frequent first
 */
public record TrendReport(
    @Nullable Summary summary,
    int stepMinutes,
    List<ServiceTrend> services,
    List<Deploy> deploys,
    long totalDeploys,
    List<Escalation> incidents,
    long totalIncidents,
    List<Rejection> rejections) {

  public TrendReport {
    services = List.copyOf(services);
    deploys = List.copyOf(deploys);
    incidents = List.copyOf(incidents);
    rejections = List.copyOf(rejections);
  }

  /**
   * Counts and percentiles of one stretch of time.
   *
   * @param instances the most heard of in any one minute
   * @param latency null where no latency was measured
   */
  public record Stats(Counts counts, long instances, @Nullable Latency latency) {}

  public record Point(long slot, Stats stats) {}

  /**
   * One service, all its revisions together and each alone.
   *
   * @param points percentiles are those of all revisions' requests together
   * @param revisions in the order they were first heard of
   * @param signatures the most frequent errors
   * @param distinctSignatures how many there are in all
   */
  public record ServiceTrend(
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

    ServiceKey key() {
      return new ServiceKey(project, location, service);
    }
  }

  /**
   * @param revision empty where the log named none
   * @param firstMinute minute of the epoch in which it was first heard of
   */
  public record RevisionTrend(
      String revision, long firstMinute, long lastMinute, Stats total, List<Point> points) {}

  /** A revision heard of for the first time, while another was known already. */
  public record RevisionMark(long minute, String revision, String previous) {}

  /** An error by what it says; texts are masked and redacted, but written by strangers. */
  public record Signature(
      String id,
      String text,
      String example,
      long count,
      long firstMinute,
      long lastMinute,
      List<String> revisions) {}

  public record Rejection(String reason, long count, String source, String detail) {}
}
