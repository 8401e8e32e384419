// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import java.util.ArrayList;
import java.util.List;

/**
 * What a pipeline is to carry.
 *
 * @param entriesPerSecond log entries routed to it, on average over a month
 * @param entryBytes of one of them, as JSON in its Pub/Sub message
 * @param services revisions that are heard of in a minute
 * @param peakFactor the busiest minutes over the average
 * @param standby whether a second instance of the processors runs in any case
 * @param keepDays how long the warehouse keeps what is counted by the minute
 */
public record Load(
    double entriesPerSecond,
    double entryBytes,
    int services,
    double peakFactor,
    Runtime runtime,
    boolean standby,
    int keepDays) {

  public static final double ENTRY_BYTES = 1_100;
  public static final int SERVICES = 20;
  public static final double PEAK_FACTOR = 3;
  public static final int KEEP_DAYS = 400;

  /**
   * @throws IllegalArgumentException with a sentence for each value that cannot be
   */
  public Load {
    List<String> faults = new ArrayList<>();
    require(faults, "--entries-per-second", entriesPerSecond, 0.001, 1_000_000);
    require(faults, "--entry-bytes", entryBytes, 1, 262_144);
    require(faults, "--services", services, 1, 100_000);
    require(faults, "--peak-factor", peakFactor, 1, 100);
    require(faults, "--keep in days", keepDays, 7, 3_650);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }

  /** With everything else as it usually is. */
  public static Load of(double entriesPerSecond) {
    return new Load(
        entriesPerSecond,
        ENTRY_BYTES,
        SERVICES,
        PEAK_FACTOR,
        Runtime.WORKER_POOLS,
        false,
        KEEP_DAYS);
  }

  double peak() {
    return entriesPerSecond * peakFactor;
  }

  /** Not a number is in no range. */
  private static void require(
      List<String> faults, String name, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      faults.add(name + " must be " + Numbers.plain(least) + " to " + Numbers.plain(most));
    }
  }
}
