// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.Escalation;
import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All services at a glance, as plain data.
 *
 * @param step width of the slots of the sparks, minutes
 * @param services by project, location and name
 * @param incidents the open ones first, then the newest
 * @param changes deploys of the last day of the range, the newest first
 */
record Overview(
    Range range,
    int step,
    Coverage coverage,
    List<Service> services,
    List<Escalation> incidents,
    long totalIncidents,
    List<Deploy> changes,
    List<Rejection> rejections) {

  /**
   * One service.
   *
   * @param total over the range
   * @param worst the slot with the highest error rate; null where none counts
   * @param spark requests and errors in few slots
   * @param deploys in the range
   */
  record Service(
      ServiceKey key,
      Stats total,
      Health.State state,
      @Nullable Worst worst,
      Budget budget,
      List<Point> spark,
      long deploys) {}

  record Worst(Range slot, double errorRate) {}

  /** What could not be understood for one reason, and the first of it. */
  record Rejection(String reason, long count, String source, String detail) {}
}
