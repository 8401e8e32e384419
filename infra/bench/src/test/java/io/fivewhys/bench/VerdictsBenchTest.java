// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the judge promises, on deploys whose truth is known. */
class VerdictsBenchTest {

  private static final long SEED = 20_261_121;

  @Test
  void hardly_any_deploy_without_effect_is_called_a_regression() {
    VerdictsBench bench = new VerdictsBench(2_000, 1, SEED);
    assertThat(bench.falsePositiveRate(bench::blames))
        .as("seed %d", SEED)
        .isLessThanOrEqualTo(0.015);
  }

  @Test
  void a_rise_to_one_in_twenty_is_found_within_five_minutes() {
    VerdictsBench bench = new VerdictsBench(1_000, 1, SEED);
    assertThat(bench.power(bench::blames)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.95);
  }
}
