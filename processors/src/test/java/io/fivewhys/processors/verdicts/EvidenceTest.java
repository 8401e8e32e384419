// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  private static final double[] ODDS = {2, 4, 10, 30, 100};
  private static final double[] STAKES = {0.10, 0.15, 0.20, 0.25, 0.30};

  @Test
  void is_the_ratio_of_fishers_distributions_to_the_last_digits() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      int m = 1 + random.nextInt(60);
      int n = 1 + random.nextInt(60);
      Counts fresh = new Counts(m, random.nextInt(m + 1));
      Counts control = new Counts(n, random.nextInt(n + 1));
      double expected = 0;
      for (int j = 0; j < ODDS.length; j++) {
        expected += STAKES[j] * exact(fresh, control, (long) ODDS[j]);
      }
      assertThat(Evidence.of(fresh, control) / expected)
          .as("%s against %s", fresh, control)
          .isCloseTo(1, within(1e-9));
    }
  }

  /** In whole numbers. */
  private static double exact(Counts fresh, Counts control, long odds) {
    long hits = fresh.hits() + control.hits();
    BigInteger all = BigInteger.ZERO;
    BigInteger tilted = BigInteger.ZERO;
    for (long j = 0; j <= hits; j++) {
      BigInteger ways = choose(fresh.requests(), j).multiply(choose(control.requests(), hits - j));
      all = all.add(ways);
      tilted = tilted.add(ways.multiply(BigInteger.valueOf(odds).pow((int) j)));
    }
    return new BigDecimal(all.multiply(BigInteger.valueOf(odds).pow((int) fresh.hits())))
        .divide(new BigDecimal(tilted), MathContext.DECIMAL64)
        .doubleValue();
  }

  private static BigInteger choose(long n, long k) {
    if (k < 0 || k > n) {
      return BigInteger.ZERO;
    }
    BigInteger result = BigInteger.ONE;
    for (long i = 1; i <= k; i++) {
      result = result.multiply(BigInteger.valueOf(n - k + i)).divide(BigInteger.valueOf(i));
    }
    return result;
  }

  @Test
  void nobody_expects_to_win_by_it_where_there_is_no_difference() {
    // Over all outcomes of a stratum with 12 hits among 40 and 30 requests.
    double expected = 0;
    BigInteger all = choose(70, 12);
    for (int x = 0; x <= 12; x++) {
      double probability =
          new BigDecimal(choose(40, x).multiply(choose(30, 12 - x)))
              .divide(new BigDecimal(all), MathContext.DECIMAL64)
              .doubleValue();
      expected += probability * Evidence.of(new Counts(40, x), new Counts(30, 12 - x));
    }
    assertThat(expected).isCloseTo(1, within(1e-9));
  }

  @Test
  void a_failure_that_both_share_moves_it_down() {
    Evidence evidence = new Evidence();
    for (int minute = 0; minute < 10; minute++) {
      evidence.add(new Counts(100, 50), new Counts(20, 10));
    }
    assertThat(evidence.value()).isLessThan(0.1);
  }

  @Test
  void without_hits_or_without_a_control_it_says_nothing() {
    assertThat(Evidence.of(new Counts(100, 0), new Counts(100, 0))).isCloseTo(1, within(1e-12));
    assertThat(Evidence.of(new Counts(100, 50), Counts.NONE)).isCloseTo(1, within(1e-12));
  }

  @Test
  void millions_of_requests_are_no_trouble() {
    double evidence =
        Evidence.of(new Counts(50_000_000, 1_500_000), new Counts(900_000_000, 9_000_000));
    assertThat(evidence).isFinite().isGreaterThan(1e10);
  }
}
