// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SinkBenchTest {

  /** Which it counts itself. */
  @Test
  void all_ways_write_every_row() throws Exception {
    String json = SinkBench.measure("--minutes", "12000", "--warmups", "0", "--rounds", "1");

    assertThat(json)
        .startsWith("{\"fivewhys\":")
        .contains("\"duckdb\":", "\"json\":", "\"dynamic_message\":", "\"bytes_per_row\":");
  }
}
