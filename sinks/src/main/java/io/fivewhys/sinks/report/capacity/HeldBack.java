// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.Arrays;

/**
 * How far peaks lay from forecasts that had not seen them (split conformal): the line is drawn
 * again and again through the first part of the history, and held against what followed. So an
 * interval is as wide as forecasts of this very series were wrong, whatever its noise is like.
 *
 * @param low the lower quantile of those distances, in spreads of the line; not above zero
 * @param high the upper one; not below zero
 */
record HeldBack(double low, double high) {

  private static final int MOST_LINES = 20;

  /** So far a series that stood still and then moved may carry an interval. */
  private static final double FARTHEST = 20;

  /**
   * @param coverage of the interval, such as 0.8
   */
  static HeldBack of(Peaks peaks, double coverage) {
    int count = peaks.count();
    int first = Math.max(count / 2, 2);
    int stride = Math.max(1, (count - first + MOST_LINES - 1) / MOST_LINES);
    int ahead = 2 * peaks.step().period;
    double[] distances = new double[MOST_LINES * ahead + ahead];
    int found = 0;
    for (int seen = first; seen < count; seen += stride) {
      TrendLine line = TrendLine.of(peaks, seen);
      for (int i = seen; i < Math.min(count, seen + ahead) && found < distances.length; i++) {
        long step = peaks.steps()[i];
        double distance = (peaks.values()[i] - line.at(step)) / line.spread(step);
        distances[found++] = Math.clamp(distance, -FARTHEST, FARTHEST);
      }
    }
    double[] sorted = Arrays.copyOf(distances, found);
    Arrays.sort(sorted);
    // Each peak is held against several lines: there are only so many to learn from.
    int different = count - first;
    double share = Math.min(1, (1 + coverage) / 2 * (different + 1) / different);
    int high = (int) Math.ceil(found * share) - 1;
    int low = found - 1 - high;
    return new HeldBack(
        Math.min(0, sorted[Math.clamp(low, 0, found - 1)]),
        Math.max(0, sorted[Math.clamp(high, 0, found - 1)]));
  }
}
