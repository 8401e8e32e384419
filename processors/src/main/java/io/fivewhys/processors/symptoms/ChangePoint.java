// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

/**
 * Where in a row of minutes a share went up: the split into two binomials that is the likeliest
 * (Hinkley and Hinkley, Biometrika 57, 1970). A split must explain clearly more than none does, and
 * what it names is a minute in which something was bad.
 */
final class ChangePoint {

  /** Logarithm of the likelihood ratio below which there has been no change. */
  private static final double CLEARLY = 2;

  private ChangePoint() {}

  /**
   * Index of the first bad minute of the part that is worse; of the first bad minute of all where
   * the share has not changed; −1 without any.
   *
   * @param minutes in order of time
   */
  static int of(Share[] minutes) {
    Share all = Share.NONE;
    for (Share minute : minutes) {
      all = all.plus(minute);
    }
    double best = likelihood(all) + CLEARLY;
    int split = 0;
    Share before = Share.NONE;
    for (int i = 1; i < minutes.length; i++) {
      before = before.plus(minutes[i - 1]);
      Share after = all.minus(before);
      double likelihood = likelihood(before) + likelihood(after);
      if (after.rate() > before.rate() && likelihood > best) {
        best = likelihood;
        split = i;
      }
    }
    return firstBad(minutes, split);
  }

  private static int firstBad(Share[] minutes, int from) {
    for (int i = from; i < minutes.length; i++) {
      if (minutes[i].bad() > 0) {
        return i;
      }
    }
    return -1;
  }

  /** Logarithm of the likelihood of a share at its own rate. */
  private static double likelihood(Share share) {
    return term(share.bad(), share.total()) + term(share.good(), share.total());
  }

  private static double term(long part, long total) {
    return part == 0 ? 0 : part * Math.log((double) part / total);
  }
}
