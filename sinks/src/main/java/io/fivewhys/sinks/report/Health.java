// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.ServiceTrend.Point;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a service fared at its worst. A slot counts only with {@link #MIN_ERRORS} errors or more, so
 * that one error in a quiet minute does not colour the page.
 *
 * @param worst the slot with the highest error rate among those that count; null where none does
 */
public record Health(State state, @Nullable Point worst) {

  static final int MIN_ERRORS = 3;
  static final double FAILING_RATE = 0.05;
  static final double DEGRADED_RATE = 0.01;

  /** From nothing to say to worst. */
  public enum State {
    QUIET,
    HEALTHY,
    DEGRADED,
    FAILING
  }

  static Health of(Counts total, List<Point> points) {
    Point worst = null;
    double worstRate = 0;
    for (Point point : points) {
      double rate = rateThatCounts(point.stats().counts());
      if (rate > worstRate) {
        worst = point;
        worstRate = rate;
      }
    }
    return new Health(state(total, worstRate), worst);
  }

  private static double rateThatCounts(Counts counts) {
    Double rate = counts.errorRate();
    return rate == null || counts.errors5xx() < MIN_ERRORS ? 0 : rate;
  }

  static State state(Counts total, double worstRate) {
    if (worstRate >= FAILING_RATE) {
      return State.FAILING;
    }
    if (worstRate >= DEGRADED_RATE || total.exits() > 0) {
      return State.DEGRADED;
    }
    return total.requests() == 0 ? State.QUIET : State.HEALTHY;
  }
}
