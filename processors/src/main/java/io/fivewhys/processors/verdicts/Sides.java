// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The minutes that are set against each other: the new revision's, and the old one's beside them,
 * before them, and just before them.
 *
 * @param recent the last of {@code before}
 */
record Sides(Side fresh, Side same, Side before, Side recent) {

  /** Minutes before first traffic in which trouble that began earlier shows. */
  static final int RECENT_MINUTES = 5;

  /** Minutes in which traffic moves: old and new serve one after the other rather than beside. */
  private static final int HANDOVER_MINUTES = 2;

  /** Minutes after first traffic in which starting instances make requests slow. */
  private static final int ROLLOUT_MINUTES = 10;

  /** Every minute of the new revision. */
  static Sides all(Trial trial) {
    return of(trial, minute -> true);
  }

  /**
   * Every minute, without one failed request for each instance that started at the very beginning:
   * the first request of an instance may fail, and the next ones show whether that goes on.
   */
  static Sides excusingFirstRequests(Trial trial) {
    long until = trial.firstTrafficMinute() + HANDOVER_MINUTES;
    List<Minute> excused =
        trial.fresh().stream()
            .map(minute -> minute.minute() < until ? minute.withoutFirstRequests() : minute)
            .toList();
    return all(trial.withFresh(excused));
  }

  /**
   * Whether the old revision served on beside the new one, so that the same minutes compare. When
   * it only handed over, what began after that is on the new side alone.
   */
  boolean overlap() {
    List<Minute> fresh = this.fresh.minutes();
    return !fresh.isEmpty()
        && same.minutes().stream()
            .anyMatch(minute ->
                minute.requests() > 0
                    && minute.minute() >= fresh.getFirst().minute() + HANDOVER_MINUTES);
  }

  /** Whether the old revision still served in the new one's last minute, and that not its first. */
  boolean servesOn() {
    long last = fresh.lastMinute();
    return !same.minutes().isEmpty()
        && same.minutes().getLast().requests() > 0
        && same.lastMinute() == last
        && fresh.minutes().getFirst().minute() < last;
  }

  /**
   * Without the minutes in which instances of the new revision started, and the one after each,
   * while it was rolled out: cold starts pass.
   */
  static Sides warm(Trial trial) {
    Set<Long> cold = cold(trial);
    return of(trial, minute -> !cold.contains(minute.minute()));
  }

  private static Sides of(Trial trial, Predicate<Minute> wanted) {
    long first = trial.firstTrafficMinute();
    List<Minute> fresh = trial.fresh().stream().filter(wanted).toList();
    long last = fresh.isEmpty() ? first - 1 : fresh.getLast().minute();
    List<Minute> same = new ArrayList<>();
    List<Minute> before = new ArrayList<>();
    List<Minute> recent = new ArrayList<>();
    for (Minute minute : trial.old()) {
      if (minute.minute() < first) {
        before.add(minute);
        if (minute.minute() >= first - RECENT_MINUTES) {
          recent.add(minute);
        }
      } else if (minute.minute() <= last && wanted.test(minute)) {
        same.add(minute);
      }
    }
    return new Sides(new Side(fresh), new Side(same), new Side(before), new Side(recent));
  }

  private static Set<Long> cold(Trial trial) {
    long first = trial.firstTrafficMinute();
    Set<Long> cold = new HashSet<>(List.of(first, first + 1));
    for (Minute minute : trial.fresh()) {
      if (minute.starts() > 0 && minute.minute() < first + ROLLOUT_MINUTES) {
        cold.add(minute.minute());
        cold.add(minute.minute() + 1);
      }
    }
    return cold;
  }
}
