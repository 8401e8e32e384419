// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One resource as it is shown.
 *
 * @param use highest of the latest seven days, or what is configured now, as a part of the limit;
 *     null where there is none, or the limit is zero
 * @param slots ascending; those of which nothing is known are not there
 */
public record ResourceUse(
    ResourceKey key,
    Standing standing,
    @Nullable Double use,
    Forecast forecast,
    List<Used> slots,
    List<Advice> advice) {

  /** Most urgent first: what is full, what will be full soonest, what is fullest. */
  static final Comparator<ResourceUse> URGENCY =
      Comparator.comparingDouble(ResourceUse::daysLeft)
          .thenComparing(Comparator.comparingDouble(ResourceUse::useOrNone).reversed())
          .thenComparing(ResourceUse::key);

  private static final int SOON_DAYS = 30;

  /** From nothing to say to worst. */
  public enum State {
    /** No limit is known. */
    UNKNOWN,
    ROOM,
    /** Little is left, or will be within a month. */
    TIGHT,
    FULL
  }

  public State state() {
    if (forecast.isReached()) {
      return State.FULL;
    }
    if (use == null) {
      return State.UNKNOWN;
    }
    return use >= Sizing.FULL || daysLeft() <= SOON_DAYS ? State.TIGHT : State.ROOM;
  }

  private double daysLeft() {
    Double days = forecast.days();
    return days == null ? Double.POSITIVE_INFINITY : days;
  }

  private double useOrNone() {
    return use == null ? -1 : use;
  }

  ResourceUse withAdvice(List<Advice> other) {
    return new ResourceUse(key, standing, use, forecast, slots, other);
  }
}
