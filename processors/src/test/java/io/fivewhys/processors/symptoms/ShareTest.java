// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShareTest {

  @Test
  void the_lower_end_of_the_interval_is_the_exact_one() {
    // Clopper and Pearson's lower end at 99 % of 3 in 3 is the cube root of 0.01.
    assertThat(new Share(3, 3).exceeds(0.2154, 0.01)).isTrue();
    assertThat(new Share(3, 3).exceeds(0.2155, 0.01)).isFalse();
    // Of 5 in 100, one-sided 99 %: 1.29 %.
    assertThat(new Share(5, 100).exceeds(0.0128, 0.01)).isTrue();
    assertThat(new Share(5, 100).exceeds(0.0130, 0.01)).isFalse();
  }

  @Test
  void nothing_bad_exceeds_nothing_and_nothing_exceeds_all() {
    assertThat(new Share(0, 100).exceeds(0, 0.5)).isFalse();
    assertThat(new Share(100, 100).exceeds(1, 0.5)).isFalse();
    assertThat(new Share(1, 100).exceeds(0, 0.01)).isTrue();
  }

  @Test
  void signals_that_came_before_their_requests_are_requests() {
    assertThat(new Share(4, 3).total()).isEqualTo(4);
  }
}
