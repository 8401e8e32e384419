// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import org.jspecify.annotations.Nullable;

/**
 * What is left of the requests that may fail. A burn rate of one uses up just all of them by the
 * end of the period.
 *
 * @param objective share of requests that is to go well
 * @param left of the budget of the period, 1 where nothing failed, below 0 once it is overdrawn;
 *     null without requests
 * @param burn1h over the last hour; null without requests
 * @param burn6h over the last six
 */
record Budget(
    double objective, @Nullable Double left, @Nullable Double burn1h, @Nullable Double burn6h) {

  /** Days of the period, those before the range's end. */
  static final int DAYS = 28;

  /** Requests, and those that failed. */
  record Failed(long requests, long errors) {
    @Nullable Double burn(double objective) {
      if (requests == 0 || objective >= 1) {
        return requests == 0 || errors > 0 ? null : Double.valueOf(0);
      }
      return (double) errors / requests / (1 - objective);
    }
  }

  static Budget of(double objective, Failed period, Failed hour, Failed sixHours) {
    Double used = period.burn(objective);
    return new Budget(
        objective,
        used == null ? null : Double.valueOf(1 - used),
        hour.burn(objective),
        sixHours.burn(objective));
  }
}
