// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowsBenchTest {

  /** Which it checks itself, minute by minute, against a plain count. */
  @Test
  void all_engines_write_the_same_minutes() throws Exception {
    Map<String, Double> rates =
        WindowsBench.measure("--events", "20000", "--warmups", "0", "--rounds", "1");

    assertThat(rates).containsOnlyKeys("fivewhys", "dsl", "flink");
  }
}
