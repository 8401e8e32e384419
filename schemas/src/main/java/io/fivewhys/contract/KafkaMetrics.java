// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/** What consumers' own metrics tell of how they stand to their brokers. */
public final class KafkaMetrics {

  private static final String RESTORING = "-restore-consumer";

  private KafkaMetrics() {}

  /**
   * Whether any of the consumers has a connection. Those that Streams restores with are not asked:
   * while there is nothing to restore they do not notice that theirs are gone.
   */
  public static boolean connected(Map<MetricName, ? extends Metric> metrics) {
    return metrics.entrySet().stream()
        .filter(metric ->
            metric.getKey().group().equals("consumer-metrics")
                && metric.getKey().name().equals("connection-count"))
        .anyMatch(metric -> number(metric.getValue()) > 0);
  }

  /** Records of a topic that its partitions held at the last fetch, and nobody has read. */
  public static double lag(Map<MetricName, ? extends Metric> metrics, String topic) {
    return metrics.entrySet().stream()
        .filter(metric ->
            metric.getKey().group().equals("consumer-fetch-manager-metrics")
                && metric.getKey().name().equals("records-lag")
                && topic.equals(metric.getKey().tags().get("topic")))
        .mapToDouble(metric -> number(metric.getValue()))
        .sum();
  }

  private static double number(Metric metric) {
    return metric.metricValue() instanceof Double number && !number.isNaN() ? number : 0;
  }
}
