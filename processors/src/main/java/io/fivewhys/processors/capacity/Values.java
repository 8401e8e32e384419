// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.Collection;

/** The minutes of an hour in three numbers. */
record Values(double peak, double mean, int samples) {

  static Values of(Collection<Double> minutes) {
    double peak = 0;
    double sum = 0;
    for (double each : minutes) {
      peak = Math.max(peak, each);
      sum += each;
    }
    return new Values(peak, minutes.isEmpty() ? 0 : sum / minutes.size(), minutes.size());
  }

  Values dividedBy(double unit) {
    return new Values(peak / unit, mean / unit, samples);
  }
}
