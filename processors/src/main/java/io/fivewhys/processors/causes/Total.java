// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import io.fivewhys.Evidence;
import io.fivewhys.SignalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One signal summed over a span of minutes.
 *
 * @param target what the speaker speaks of, such as a database, an address or a variable; empty
 *     where it is itself
 * @param first minute in which it was heard
 * @param minutes in how many minutes it was heard
 * @param slowest highest p95 of a minute's durations in milliseconds, 0 where none was named
 * @param evidence the earliest few entries
 */
record Total(
    SignalKind kind,
    @Nullable ComponentKind targetKind,
    String target,
    long count,
    long first,
    long minutes,
    double slowest,
    List<Evidence> evidence) {

  Total provenBy(List<Evidence> others) {
    return new Total(kind, targetKind, target, count, first, minutes, slowest, others);
  }

  boolean isAboutTheSame(Total other) {
    return kind == other.kind && target.equals(other.target);
  }
}
