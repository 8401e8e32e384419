// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ServiceMinute;

/**
 * Requests of a span of minutes, and how many failed in which way.
 *
 * @param medians sum of the minutes' medians of latency in milliseconds, each times its requests
 */
record Counts(
    long requests,
    long errors5xx,
    long errorsAuth,
    long errors429,
    long starts,
    long exits,
    double medians) {

  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  static Counts of(ServiceMinute minute) {
    Double median = minute.getP50Ms();
    return new Counts(
        minute.getRequests(),
        minute.getErrors5xx(),
        minute.getErrorsAuth(),
        minute.getErrors429(),
        minute.getInstanceStarts(),
        minute.getInstanceExits(),
        median == null ? 0 : median * minute.getRequests());
  }

  Counts plus(Counts other) {
    return new Counts(
        requests + other.requests,
        errors5xx + other.errors5xx,
        errorsAuth + other.errorsAuth,
        errors429 + other.errors429,
        starts + other.starts,
        exits + other.exits,
        medians + other.medians);
  }

  /** Answered with 5xx, 401, 403 or 429. */
  long failed() {
    return errors5xx + errorsAuth + errors429;
  }

  double failedShare() {
    return requests == 0 ? 0 : (double) failed() / requests;
  }

  /** Milliseconds. */
  double typicalLatency() {
    return requests == 0 ? 0 : medians / requests;
  }
}
