// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

/**
 * What one revision did in one minute of event time.
 *
 * @param minute since the epoch
 * @param requests every request entry
 * @param errorsAuth status 401 and 403
 * @param buckets of the latency histogram, ascending; as in {@code LatencyBuckets}
 * @param counts as many, each positive; connections are in none
 * @param starts instances that started
 */
public record Minute(
    long minute,
    long requests,
    long errors5xx,
    long errorsAuth,
    long errors429,
    int[] buckets,
    long[] counts,
    long starts) {

  /** As if the first request of each instance that started had not failed. */
  Minute withoutFirstRequests() {
    return new Minute(
        minute,
        requests,
        Math.max(0, errors5xx - starts),
        errorsAuth,
        errors429,
        buckets,
        counts,
        starts);
  }
}
