// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import io.fivewhys.FieldChange;
import io.fivewhys.Suspect;
import java.util.Comparator;
import java.util.List;

/**
 * Which differences of configuration may explain an effect: how far errors concentrate on the new
 * revision, times how well they name the difference. Most likely first.
 */
final class Suspects {

  private static final int MOST = 10;

  private Suspects() {}

  /**
   * @param concentration 0 to 1: the share of the new revision's rate that the old one does not
   *     have
   */
  static List<Suspect> rank(List<FieldChange> diff, Symptoms symptoms, double concentration) {
    return diff.stream()
        .map(change -> {
          Affinity affinity = Affinity.of(change, symptoms);
          return new Suspect(
              change.getField(), rounded(concentration * affinity.score()), affinity.reason());
        })
        .sorted(
            Comparator.comparingDouble(Suspect::getScore)
                .reversed()
                .thenComparing(Suspect::getField))
        .limit(MOST)
        .toList();
  }

  /** Of a rate that was {@code before} and is {@code after}. */
  static double concentration(double before, double after) {
    return after <= 0 ? 0 : Math.max(0, Math.min(1, (after - before) / after));
  }

  /** More digits would pretend to more than there is. */
  private static double rounded(double score) {
    return Math.round(score * 1_000) / 1_000.0;
  }
}
