// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import io.fivewhys.Escalation;

/** What became of an escalation that was handed on. */
sealed interface Delivery {

  /** It arrived. */
  record Arrived() implements Delivery {}

  /**
   * It was refused, and will be again: to try on is of no use until somebody mends what is wrong.
   *
   * @param reason what was answered, and what to do
   */
  record Refused(String reason) implements Delivery {}

  /** Nobody took it in the time it was tried; another time somebody may. */
  record Unreachable(String reason) implements Delivery {}

  /** Hands escalations on. */
  interface To {

    /**
     * @param id the same whenever the same escalation is given
     */
    Delivery give(String id, Escalation escalation) throws InterruptedException;
  }
}
