// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest row of a resource.
 *
 * @param start of its hour, microseconds
 * @param limit null where it is not known or there is none
 * @param limitFrom what sets it, in a few words
 * @param shares of a connection budget: who may open how many
 */
public record Standing(
    long start, double peak, @Nullable Double limit, String limitFrom, List<Share> shares) {

  /**
   * @param revision whose configuration says so; empty where only the service's is known
   * @param each connections that one instance may open
   * @param knownFrom where the numbers are from, in a few words
   */
  public record Share(
      String service,
      String revision,
      long instances,
      double each,
      double amount,
      String knownFrom) {}

  public Standing {
    shares = List.copyOf(shares);
  }
}
