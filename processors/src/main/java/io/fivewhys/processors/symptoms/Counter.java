// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * What is counted by the minute. The first two are also summed over hours and days, since only
 * budgets look back that far.
 */
enum Counter {
  /** Requests; of a journey its events; of a latency objective the requests in the histogram. */
  REQUESTS,
  /** Those that missed. */
  ERRORS,
  AUTH,
  THROTTLED,
  STARTS,
  NO_INSTANCE,
  TIMEOUTS,
  MEMORY,
  START_FAILED,
  PROBE_FAILED,
  CONTAINER_EXIT;

  static final int COUNT = values().length;

  /** How many of the first are summed over longer periods. */
  static final int SUMMED = 2;
}
