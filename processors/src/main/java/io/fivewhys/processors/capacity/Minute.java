// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * One measure of one minute: a value for each series (revision, database, direction). The greater
 * of two values of one series holds, so that neither order nor repeats matter.
 */
final class Minute {

  /** Past it a new series is left out; no component of the platform has as many. */
  private static final int MOST_SERIES = 5_000;

  private final TreeMap<Long, Double> series = new TreeMap<>();

  void put(long id, double value) {
    if (series.size() < MOST_SERIES || series.containsKey(id)) {
      series.merge(id, value, Math::max);
    }
  }

  double value(Measure measure) {
    double value = 0;
    for (double each : series.values()) {
      value = measure.adds ? value + each : Math.max(value, each);
    }
    return value;
  }

  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(series.size() * (Long.BYTES + Double.BYTES));
    for (Map.Entry<Long, Double> each : series.entrySet()) {
      bytes.putLong(each.getKey()).putDouble(each.getValue());
    }
    return bytes.array();
  }

  void restore(byte[] saved) {
    ByteBuffer bytes = ByteBuffer.wrap(saved);
    while (bytes.hasRemaining()) {
      put(bytes.getLong(), bytes.getDouble());
    }
  }
}
