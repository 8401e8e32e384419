// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short run of the guarantees; {@code infra/bench/run guarantees} has longer ones. */
class GuaranteesTest {

  private static final long SEED = Long.getLong("guarantees.seed", 2);

  @Test
  void nothing_is_lost_twice_or_other_whatever_dies() throws IOException {
    List<String> console = new ArrayList<>();

    GuaranteesRun.Report report = new GuaranteesRun(SEED, 4, 60, 240, console::add).run();

    assertThat(report.isSame()).as(String.join("\n", console)).isTrue();
    assertThat(report.kills()).as("seed %d", SEED).isGreaterThanOrEqualTo(4);
    assertThat(report.escalations()).isPositive();
    assertThat(report.rows()).isGreaterThan(500);
  }
}
