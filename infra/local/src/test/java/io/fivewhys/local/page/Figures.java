// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What minutes of the warehouse come to, by SQL that is none of the product's: for each part the
 * figures by the names that the page has for them, as the page says them.
 */
final class Figures {

  private static final String SQL =
      """
      WITH
        own AS (SELECT *, %1$s AS part FROM service_minutes WHERE %2$s),
        counts AS (
          SELECT part, sum(requests) AS requests, sum(errors_5xx) AS errors_5xx,
            sum(errors_4xx) AS errors_4xx, sum(errors_auth) AS errors_auth,
            sum(errors_429) AS errors_429, sum(instance_starts) AS starts,
            sum(instance_exits) AS exits
          FROM own GROUP BY 1),
        peaks AS (
          SELECT part, max(there) AS instances
          FROM (SELECT part, window_start, sum(instances) AS there FROM own GROUP BY 1, 2)
          GROUP BY 1),
        buckets AS (SELECT part, unnest(latency_histogram, recursive := true) FROM own),
        sums AS (SELECT part, bucket, sum(count) AS n FROM buckets GROUP BY 1, 2),
        ranks AS (
          SELECT part, 2 * pow(1.01 / 0.99, bucket) / (1.01 / 0.99 + 1) AS ms,
            sum(n) OVER (PARTITION BY part ORDER BY bucket) AS up_to,
            sum(n) OVER (PARTITION BY part)::DOUBLE AS total
          FROM sums),
        latencies AS (
          SELECT part, min(ms) FILTER (up_to >= ceil(0.5 * total)) AS p50,
            min(ms) FILTER (up_to >= ceil(0.95::DOUBLE * total)) AS p95,
            min(ms) FILTER (up_to >= ceil(0.99::DOUBLE * total)) AS p99
          FROM ranks GROUP BY 1)
      SELECT part, requests, errors_5xx / nullif(requests, 0), errors_5xx, errors_4xx, errors_auth,
        errors_429, p50, p95, p99, instances, starts, exits
      FROM counts JOIN peaks USING (part) LEFT JOIN latencies USING (part)
      ORDER BY part
      """;

  private static final List<String> NAMES =
      List.of(
          "requests",
          "errorRate",
          "errors5xx",
          "errors4xx",
          "errorsAuth",
          "errors429",
          "p50",
          "p95",
          "p99",
          "instances",
          "starts",
          "exits");

  private Figures() {}

  /**
   * @param part an expression of SQL
   * @param where a condition of SQL
   */
  static Map<String, Map<String, String>> by(ServedWarehouse warehouse, String part, String where)
      throws SQLException {
    Map<String, Map<String, String>> parts = new TreeMap<>();
    for (List<@Nullable String> row : warehouse.query(SQL.formatted(part, where))) {
      Map<String, String> figures = new LinkedHashMap<>();
      for (int i = 0; i < NAMES.size(); i++) {
        figures.put(NAMES.get(i), shown(NAMES.get(i), row.get(i + 1)));
      }
      parts.put(String.valueOf(row.getFirst()), figures);
    }
    return parts;
  }

  private static String shown(String name, @Nullable String value) {
    return switch (name) {
      case "errorRate" -> Shown.percent(value);
      case "p50", "p95", "p99" -> Shown.duration(value);
      default -> Shown.whole(value);
    };
  }
}
