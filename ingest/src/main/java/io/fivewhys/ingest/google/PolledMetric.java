// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.time.Duration;
import java.util.List;

/**
 * A metric that says what no log does, and after what time its points can be read.
 *
 * @param visibleAfter the delay that Google names for it, or one that holds for its like
 */
record PolledMetric(String type, String resource, Duration visibleAfter) {

  private static final Duration SQL_DELAY = Duration.ofSeconds(165);
  private static final Duration OTHER_DELAY = Duration.ofSeconds(240);

  /**
   * Connectors and their load; connections of databases, and the memory from which the most
   * connections follow, as there is no metric of those; instances of services and their load.
   */
  static final List<PolledMetric> ALL =
      List.of(
          connector("instances"),
          connector("cpu/utilizations"),
          connector("sent_bytes_count"),
          connector("received_bytes_count"),
          database("postgresql/num_backends"),
          database("network/connections"),
          database("memory/quota"),
          database("cpu/utilization"),
          container("instance_count"),
          container("cpu/utilizations"));

  private static PolledMetric connector(String name) {
    return new PolledMetric(
        "vpcaccess.googleapis.com/connector/" + name, "vpc_access_connector", OTHER_DELAY);
  }

  private static PolledMetric database(String name) {
    return new PolledMetric(
        "cloudsql.googleapis.com/database/" + name, "cloudsql_database", SQL_DELAY);
  }

  private static PolledMetric container(String name) {
    return new PolledMetric(
        "run.googleapis.com/container/" + name, "cloud_run_revision", OTHER_DELAY);
  }

  String filter() {
    return "metric.type=\"" + type + "\" AND resource.type=\"" + resource + "\"";
  }
}
