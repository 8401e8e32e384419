// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How urgent it is, at every border. */
class SeveritiesTest {

  @ParameterizedTest
  @CsvSource({
    "true, true, 1, 2, P0",
    "true, true, 0.5, 2, P0",
    "true, true, 0.49, 2, P1",
    "true, true, 1, 1, P1",
    "true, true, 0.2, 1, P1",
    "true, true, 0.19, 9, P2",
    "true, true, 0, 1, P2",
    "true, false, 0, 1, P1",
    "true, false, 0.5, 2, P0",
    "false, true, 1, 9, P3",
    "false, false, 0, 1, P3"
  })
  void the_worst_that_holds(
      boolean pages, boolean starts, double share, int services, Severity severity) {
    assertThat(Severities.of(pages, starts, share, services)).isEqualTo(severity);
  }
}
