// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * When a component is looked at.
 *
 * @param minute the one that runs, counted from the epoch
 * @param from the first minute that counts: what a symptom that has ended has cost is told
 * @param speakers how many components had requests within the last minutes
 */
record Moment(long minute, long from, int speakers) {

  /** First of the last minutes, the running one included. */
  long first(int minutes) {
    return Math.max(from, minute - minutes + 1);
  }

  Moment sinceEver() {
    return new Moment(minute, Long.MIN_VALUE, speakers);
  }
}
