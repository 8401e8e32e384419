// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IngestBenchTest {

  @Test
  void names_the_shares_that_it_measured() {
    assertThat(IngestBench.limit(100, 125, 500))
        .contains("20 % of its time finds")
        .contains("60 % parses")
        .contains("20 % encodes");
    assertThat(IngestBench.limit(100, 200, 1_000)).contains("10 %").contains("40 %");
    assertThat(IngestBench.limit(100, 99, 500)).contains(" 0 % encodes").contains("80 % parses");
  }
}
