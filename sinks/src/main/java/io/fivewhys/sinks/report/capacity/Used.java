// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

/**
 * What was used in one hour, or in hours put together.
 *
 * @param start of the first hour, microseconds
 * @param peak the highest minute; of what adds up, the sum
 * @param mean of the minutes that anything is known of
 * @param weight how many those are
 */
public record Used(long start, double peak, double mean, double weight) {

  public static final long HOUR_MICROS = 3_600_000_000L;
  public static final long DAY_MICROS = 24 * HOUR_MICROS;

  /** Nothing of what adds up. */
  static Used nothing(long start) {
    return new Used(start, 0, 0, 0);
  }

  /** Both, beginning where this one does. */
  Used and(Used other, boolean adds) {
    double both = weight + other.weight;
    return new Used(
        start,
        adds ? peak + other.peak : Math.max(peak, other.peak),
        both > 0 ? (mean * weight + other.mean * other.weight) / both : Math.max(mean, other.mean),
        both);
  }
}
