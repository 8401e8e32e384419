// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.warehouse;

import java.util.List;

/**
 * Every view once, each after those it is made of. A deploy is one revision taking over; its time
 * is its first request's, or where it served none, when it became ready or was made.
 */
public final class Views {

  public static final List<View> ALL =
      List.of(
          new View("latency_buckets", "One row for each bucket of each minute's latency histogram"),
          new View("service_hours", "One row for each service and hour"),
          new View("revision_verdicts", "One row for each deploy: what is known of it now"),
          new View("deployments", "One row for each deploy, and whether it failed"),
          new View("deployments_daily", "One row for each day and service with deploys"),
          new View("change_failure_rate", "One row for each service with deploys, over all time"),
          new View("change_failure_rate_weekly", "One row for each week and service with deploys"),
          new View("time_to_restore", "One row for each failed deploy"),
          new View("time_to_restore_median", "One row for each service with failed deploys"),
          new View("revisions_compared", "One row for each revision, over all its minutes"),
          new View("topology", "One row for each caller and what it leans on, as far as said"),
          new View("incidents", "One row for each incident, as it stands"),
          new View("time_to_detect", "One row for each incident whose begin is known"));

  private Views() {}
}
