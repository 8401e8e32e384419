// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import org.jspecify.annotations.Nullable;

/** When traffic left a revision that had been found to be a regression. */
final class Restoration {

  /** So many whole minutes without a request, while others had some, and traffic has left. */
  private static final long QUIET_MINUTES = 2;

  private Restoration() {}

  /**
   * The end of the revision's last minute with requests, microseconds; null while it still serves
   * or nobody does.
   *
   * @param at event time of the look
   */
  static @Nullable Long restoredAt(ServiceHistory service, RevisionHistory to, long at) {
    long over = KeptMinute.minute(at) - 1;
    long last = to.lastTrafficMinute;
    if (!to.served() || over - last < QUIET_MINUTES) {
      return null;
    }
    boolean othersServe =
        service.revisions.values().stream()
            .anyMatch(other -> other != to && other.requests(last + 1, over) > 0);
    return othersServe ? (Long) ((last + 1) * KeptMinute.MICROS) : null;
  }
}
