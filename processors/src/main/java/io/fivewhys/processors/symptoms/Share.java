// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * Bad events among all.
 *
 * @param bad at most {@code total}
 */
record Share(long bad, long total) {

  static final Share NONE = new Share(0, 0);

  Share {
    // Two sources may disagree for a moment: signals of a minute come apart from its requests.
    total = Math.max(bad, total);
  }

  Share plus(Share other) {
    return new Share(bad + other.bad, total + other.total);
  }

  Share minus(Share part) {
    return new Share(Math.max(0, bad - part.bad), Math.max(0, total - part.total));
  }

  long good() {
    return total - bad;
  }

  /** Bad events per event, 0 without any. */
  double rate() {
    return total == 0 ? 0 : (double) bad / total;
  }

  /**
   * Whether the lower end of the one-sided interval of the rate, at 1 − alpha, is above {@code
   * rate}: the exact one of Clopper and Pearson (Biometrika 26, 1934), as the chance of so many or
   * more bad events at that rate.
   */
  boolean exceeds(double rate, double alpha) {
    if (bad == 0 || rate >= 1) {
      return false;
    }
    return rate <= 0 || RegularizedBeta.value(rate, bad, total - bad + 1.0) < alpha;
  }
}
