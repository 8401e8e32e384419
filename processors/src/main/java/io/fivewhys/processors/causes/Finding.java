// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.Action;
import io.fivewhys.Basis;
import io.fivewhys.Decision;
import io.fivewhys.Why;
import java.util.ArrayList;
import java.util.List;

/**
 * A cause that explains what hurts at one service, and how it is known.
 *
 * @param share of the failures that it explains, 0 to 1
 * @param whys from what hurts down to the cause
 */
record Finding(
    Cause cause,
    Basis basis,
    double share,
    List<Why> whys,
    Decision decision,
    List<Action> actions) {

  /** The same, reached from further up. */
  Finding after(List<Why> higher) {
    List<Why> all = new ArrayList<>(higher);
    all.addAll(whys);
    return new Finding(cause, basis, share, all, decision, actions);
  }

  /** The same, with more to say at its end. */
  Finding before(List<Why> lower) {
    List<Why> all = new ArrayList<>(whys);
    all.addAll(lower);
    return new Finding(cause, basis, share, all, decision, actions);
  }

  /**
   * How sure it is: what was observed is right more often than what was inferred, and the more of
   * the failures it explains the more so. RATIONALE.md compares it with how often it was right.
   */
  double confidence() {
    double share = Math.min(1, this.share);
    double sure =
        switch (basis) {
          case OBSERVED -> 0.85 + 0.12 * share;
          case INFERRED -> 0.55 + 0.30 * share;
          case UNKNOWN -> 0.2;
        };
    return Math.round(sure * 100) / 100.0;
  }
}
