// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CoverageTest {

  private static final long NOW = WarehouseFixture.START;
  private static final long DAY = 1_440;

  @Test
  void the_lag_is_that_of_the_project_furthest_behind() {
    assertThat(document(Map.of("one", NOW - 3, "other", NOW - 300), Range.at(NOW)))
        .contains(told(NOW - 3, "18000000", "\"other\""))
        .contains("{\"project\":\"one\",\"newest\":" + (NOW - 3) * Range.MILLIS + "}");
  }

  @Test
  void a_project_that_is_no_more_is_not_behind() {
    assertThat(document(Map.of("one", NOW - 3, "gone", NOW - 7 * DAY - 1), Range.at(NOW)))
        .contains(told(NOW - 3, "180000", "\"one\""));
    assertThat(document(Map.of("one", NOW - 8 * DAY, "gone", NOW - 9 * DAY), Range.at(NOW)))
        .contains(told(NOW - 8 * DAY, "691200000", "\"one\""));
  }

  @Test
  void without_a_clock_or_a_minute_nothing_is_behind() {
    assertThat(document(Map.of("one", NOW - 3), null)).contains(told(NOW - 3, "null", "null"));
    assertThat(document(Map.of(), Range.at(NOW)))
        .contains("\"newest\":null,\"lagMs\":null,\"behind\":null");
  }

  private static String told(long newest, String lag, String behind) {
    return "\"newest\":%d,\"lagMs\":%s,\"behind\":%s".formatted(newest * Range.MILLIS, lag, behind);
  }

  private static String document(Map<String, Long> newest, @Nullable Instant now) {
    return new Coverage(new TreeMap<>(newest), List.of(), 0, 0).document(now);
  }
}
