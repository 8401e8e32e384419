// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Severity;

/** How urgent an incident is. */
final class Severities {

  private static final double MOST = 0.5;
  private static final double MANY = 0.2;

  private Severities() {}

  /**
   * P0: half of the requests of two services or more fail. P1: a fifth of the requests fail, or a
   * service does not start. P2: an objective is missed badly enough to page. P3: a ticket.
   *
   * @param share of failed requests over the latest minutes
   * @param services that hurt
   */
  static Severity of(boolean pages, boolean starts, double share, int services) {
    if (!pages) {
      return Severity.P3;
    }
    if (share >= MOST && services >= 2) {
      return Severity.P0;
    }
    return share >= MANY || !starts ? Severity.P1 : Severity.P2;
  }
}
