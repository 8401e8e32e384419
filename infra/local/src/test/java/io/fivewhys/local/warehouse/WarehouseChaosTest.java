// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.local.warehouse.SeededFaults.Rates;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every row exactly once and every sum exact, whatever goes wrong. {@code -Dchaos=all} tries many
 * seeds, with longer runs and lost calls; {@code -Dchaos=7} such a run with this one.
 */
@Timeout(1_800)
class WarehouseChaosTest {

  private static final Rates SHORT = new Rates(0.20, 0.06, 0.10, 50, 0);

  /** A call that is lost costs the client's ten seconds before it calls again. */
  private static final Rates LONG = new Rates(0.15, 0.04, 0.10, 200, 0.01);

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> every_row_is_there_exactly_once() {
    String which = System.getProperty("chaos", "");
    return switch (which) {
      case "" -> Stream.of(test(1, SHORT, 6, 1_800));
      case "all" -> LongStream.rangeClosed(1, 12).mapToObj(seed -> test(seed, LONG, 16, 8_000));
      default -> Stream.of(test(Long.parseLong(which), LONG, 16, 8_000));
    };
  }

  private DynamicTest test(long seed, Rates rates, int rounds, int messages) {
    return DynamicTest.dynamicTest("seed " + seed, () -> run(seed, rates, rounds, messages));
  }

  private void run(long seed, Rates rates, int rounds, int messages) throws Exception {
    try (WarehouseChaos chaos =
        new WarehouseChaos(seed, rates, directory.resolve("seed-" + seed))) {
      try {
        assertThat(chaos.run(rounds, messages)).isEqualTo(chaos.expected());
      } catch (Exception | AssertionError e) {
        throw new AssertionError(chaos.story(), e);
      }
      if (!System.getProperty("chaos", "").isEmpty()) {
        System.out.println(chaos.story());
      }
    }
  }
}
