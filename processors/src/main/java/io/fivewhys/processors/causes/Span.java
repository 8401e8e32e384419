// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

/** Whole minutes since the epoch, both ends included. */
record Span(long from, long to) {

  /** Minutes before a span that tell what is usual. */
  static final long USUAL_MINUTES = 30;

  long minutes() {
    return Math.max(0, to - from + 1);
  }

  /** What is usual: the half hour before, less the minute in which it may have begun. */
  Span before() {
    return new Span(from - 1 - USUAL_MINUTES, from - 2);
  }

  boolean contains(long minute) {
    return minute >= from && minute <= to;
  }

  Span widened(long earlier, long later) {
    return new Span(from - earlier, to + later);
  }
}
