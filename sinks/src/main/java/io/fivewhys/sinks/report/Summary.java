// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replay did with the entries it read. Holds when nothing got lost: {@code read = accepted +
 * duplicates + ignored + rejected}.
 *
 * @param ignoredByReason counts that add up to {@code ignored}
 * @param firstEvent earliest event time accepted; null where nothing was
 * @param lastEvent latest event time accepted
 */
public record Summary(
    long read,
    long accepted,
    long duplicates,
    long ignored,
    long rejected,
    SortedMap<String, Long> ignoredByReason,
    @Nullable Instant firstEvent,
    @Nullable Instant lastEvent) {

  public Summary {
    ignoredByReason = Collections.unmodifiableSortedMap(new TreeMap<>(ignoredByReason));
  }

  /** Whether every entry read is accounted for. */
  public boolean balances() {
    return read == accepted + duplicates + ignored + rejected;
  }
}
