// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Evidence that requests of one revision fail more often than those of another: a bet that nobody
 * expects to win where there is no difference, so that it exceeds 1/α in at most a share α of such
 * cases, however often one looks (Ville's inequality; Ramdas et al., Statistical Science 38, 2023).
 *
 * <p>Counts come in strata of about the same time. Given how many requests of a stratum failed in
 * all, the share of the new revision follows the hypergeometric distribution if both are alike, at
 * whatever rate; Fisher's noncentral one if its odds are ψ times as high. The bet on ψ is the ratio
 * of the two, multiplied over the strata; the evidence is a mixture over several ψ. A failure that
 * both share moves nothing, nor does traffic that shifts from one to the other.
 */
final class Evidence {

  /** Odds ratios that are bet on, and how much on each: from a doubling to nothing but errors. */
  private static final double[] ODDS = {2, 4, 10, 30, 100};

  private static final double[] STAKES = {0.10, 0.15, 0.20, 0.25, 0.30};

  /** Terms of a sum that cannot change a double. */
  private static final double NEGLIGIBLE = 1e-18;

  private final double[] logBets = new double[ODDS.length];

  /** Evidence of one stratum alone. */
  static double of(Counts fresh, Counts control) {
    return new Evidence().add(fresh, control).value();
  }

  Evidence add(Counts fresh, Counts control) {
    long hits = fresh.hits() + control.hits();
    if (hits > 0 && fresh.requests() > 0 && control.requests() > 0) {
      for (int i = 0; i < ODDS.length; i++) {
        logBets[i] += logBet(fresh, control, ODDS[i]);
      }
    }
    return this;
  }

  /** The evidence so far; 1 says nothing, below 1 speaks against a rise. */
  double value() {
    double value = 0;
    for (int i = 0; i < ODDS.length; i++) {
      value += STAKES[i] * Math.exp(Math.min(logBets[i], 600));
    }
    return value;
  }

  /** ψ^x / E[ψ^X], X hypergeometric. */
  private static double logBet(Counts fresh, Counts control, double odds) {
    long hits = fresh.hits() + control.hits();
    double logOdds = Math.log(odds);
    double all = logChoose(fresh.requests() + control.requests(), hits);
    return fresh.hits() * logOdds
        + all
        - logTilted(fresh.requests(), control.requests(), hits, odds);
  }

  /** log Σ C(m, j)·C(n, t−j)·ψ^j over all j, summed outwards from its largest term. */
  private static double logTilted(long m, long n, long t, double odds) {
    long low = Math.max(0, t - n);
    long high = Math.min(m, t);
    long mode = mode(m, n, t, odds, low, high);
    double sum = 1;
    double term = 1;
    for (long j = mode; j < high && term > NEGLIGIBLE * sum; j++) {
      term *= ratio(m, n, t, odds, j);
      sum += term;
    }
    term = 1;
    for (long j = mode; j > low && term > NEGLIGIBLE * sum; j--) {
      term /= ratio(m, n, t, odds, j - 1);
      sum += term;
    }
    return logChoose(m, mode) + logChoose(n, t - mode) + mode * Math.log(odds) + Math.log(sum);
  }

  /** The first j whose next term is not larger: the ratio of terms falls with j. */
  private static long mode(long m, long n, long t, double odds, long low, long high) {
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (ratio(m, n, t, odds, middle) > 1) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Term j+1 over term j. */
  private static double ratio(long m, long n, long t, double odds, long j) {
    return odds * (m - j) / (j + 1) * ((double) (t - j) / (n - t + j + 1));
  }

  private static double logChoose(long n, long k) {
    return k == 0 || k == n
        ? 0
        : LogGamma.value(n + 1.0) - LogGamma.value(k + 1.0) - LogGamma.value(n - k + 1.0);
  }
}
