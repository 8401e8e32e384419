// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.util.function.LongPredicate;

/** Minutes that belong together. */
final class Runs {

  private Runs() {}

  /** The first of the marked minutes up to now between which there is no longer gap. */
  static long firstOf(Moment moment, int gap, LongPredicate marked) {
    long first = moment.minute();
    for (long minute = first; minute >= moment.first(History.REACH); minute--) {
      if (marked.test(minute)) {
        first = minute;
      } else if (first - minute > gap) {
        break;
      }
    }
    return first;
  }
}
