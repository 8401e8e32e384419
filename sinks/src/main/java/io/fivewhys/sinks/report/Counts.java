// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import org.jspecify.annotations.Nullable;

/**
 * What happened in some stretch of time, as whole numbers: sums of them are exact in any order.
 *
 * @param errors4xx status 400 to 499, the two after it included
 * @param errorsAuth status 401 and 403
 * @param connections requests as long as their connection, kept out of the latencies
 * @param starts instances started
 * @param exits containers that exited or were killed
 * @param late entries that came after their minute had closed
 */
public record Counts(
    long requests,
    long errors5xx,
    long errors4xx,
    long errorsAuth,
    long errors429,
    long connections,
    long starts,
    long exits,
    long late) {

  static final Counts ZERO = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);

  Counts plus(Counts other) {
    return new Counts(
        requests + other.requests,
        errors5xx + other.errors5xx,
        errors4xx + other.errors4xx,
        errorsAuth + other.errorsAuth,
        errors429 + other.errors429,
        connections + other.connections,
        starts + other.starts,
        exits + other.exits,
        late + other.late);
  }

  /** 5xx over requests; null where there were none. */
  public @Nullable Double errorRate() {
    return requests == 0 ? null : (double) errors5xx / requests;
  }
}
