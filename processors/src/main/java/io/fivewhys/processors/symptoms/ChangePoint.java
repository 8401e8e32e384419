// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import java.util.Arrays;

/**
 * Where in a row of minutes a share went up: the split into two binomials that is the likeliest
 * (Hinkley and Hinkley, Biometrika 57, 1970), and of those hardly less likely the latest: a stray
 * error just before is not the begin, and a begin told too early clears the true cause. A split
 * must explain clearly more than none does, and what it names is a minute in which something was
 * bad.
 */
final class ChangePoint {

  /** Logarithm of the likelihood ratio up to which one is as good as another. */
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
    double[] likelihoods = likelihoods(minutes, all);
    double best = Arrays.stream(likelihoods).max().orElse(0);
    int split = 0;
    if (best > likelihood(all) + CLEARLY) {
      for (int i = 1; i < minutes.length; i++) {
        split = likelihoods[i] >= best - CLEARLY ? i : split;
      }
    }
    return firstBad(minutes, split);
  }

  /** Of the split before each minute; of none, and of one after which it is better, nothing. */
  private static double[] likelihoods(Share[] minutes, Share all) {
    double[] likelihoods = new double[minutes.length];
    Arrays.fill(likelihoods, Double.NEGATIVE_INFINITY);
    Share before = Share.NONE;
    for (int i = 1; i < minutes.length; i++) {
      before = before.plus(minutes[i - 1]);
      Share after = all.minus(before);
      if (after.rate() > before.rate()) {
        likelihoods[i] = likelihood(before) + likelihood(after);
      }
    }
    return likelihoods;
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
