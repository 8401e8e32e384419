// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.MetricSample;
import io.fivewhys.PlatformEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A point of Cloud Monitoring as a measure of its component.
 *
 * @param series tells those apart that were measured at the same time
 */
record Reading(Measure measure, long series, double value) {

  /** Tells the most connections of a database where no flag does. */
  static final String MEMORY_QUOTA = "cloudsql.googleapis.com/database/memory/quota";

  private static final String CONNECTOR = "vpcaccess.googleapis.com/connector/";
  private static final String DATABASE = "cloudsql.googleapis.com/database/";
  private static final String CONTAINER = "run.googleapis.com/container/";

  private static final Map<String, Measure> MEASURES =
      Map.ofEntries(
          Map.entry(CONNECTOR + "instances", Measure.CONNECTOR_INSTANCES),
          Map.entry(CONNECTOR + "cpu/utilizations", Measure.CONNECTOR_CPU),
          Map.entry(CONNECTOR + "sent_bytes_count", Measure.SENT),
          Map.entry(CONNECTOR + "received_bytes_count", Measure.RECEIVED),
          Map.entry(DATABASE + "postgresql/num_backends", Measure.BACKENDS),
          Map.entry(DATABASE + "network/connections", Measure.CONNECTIONS),
          Map.entry(DATABASE + "cpu/utilization", Measure.CPU),
          Map.entry(DATABASE + "memory/utilization", Measure.MEMORY),
          Map.entry(CONTAINER + "instance_count", Measure.COUNTED),
          Map.entry(CONTAINER + "cpu/utilizations", Measure.CPU),
          Map.entry(CONTAINER + "memory/utilizations", Measure.MEMORY));

  /** Labels that say how a point was made, not of which series it is. */
  private static final String SECONDS = "seconds";

  private static final String COUNT = "count";

  /** Null for a metric that says nothing of capacity, or a point that cannot be read. */
  static @Nullable Reading of(PlatformEvent event, MetricSample sample) {
    Measure measure = MEASURES.get(sample.getMetric());
    if (measure == null || !(sample.getValue() >= 0)) {
      return null;
    }
    double value = sample.getValue();
    if (measure == Measure.SENT || measure == Measure.RECEIVED) {
      long seconds = seconds(sample);
      if (seconds <= 0) {
        return null; // an amount without its time is no rate
      }
      value = value * Byte.SIZE / seconds;
    }
    TreeMap<String, String> labels = new TreeMap<>(sample.getLabels());
    labels.remove(SECONDS);
    labels.remove(COUNT);
    return new Reading(measure, series(event.getRevision() + labels), value);
  }

  private static long seconds(MetricSample sample) {
    String seconds = sample.getLabels().getOrDefault(SECONDS, "");
    return seconds.matches("\\d{1,9}") ? Long.parseLong(seconds) : 0;
  }

  static long series(String name) {
    return SchemaNormalization.fingerprint64(name.getBytes(StandardCharsets.UTF_8));
  }
}
