// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

  private static final RetrySchedule SCHEDULE =
      new RetrySchedule(10, Duration.ofSeconds(1), Duration.ofSeconds(30));

  @Test
  void pauses_double_between_half_and_all_of_it() {
    assertThat(pauses(() -> 0L)).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L);
    assertThat(pauses(() -> -1L)).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L);
  }

  @Test
  void what_the_receiver_asks_for_is_the_least_and_has_a_limit() {
    assertThat(SCHEDULE.pause(1, Duration.ofSeconds(7), () -> 0L)).hasSeconds(7);
    assertThat(SCHEDULE.pause(1, Duration.ofDays(7), () -> 0L)).hasSeconds(30);
    assertThat(SCHEDULE.pause(1, Duration.ZERO, () -> 0L)).hasMillis(500);
  }

  @Test
  void retry_after_is_seconds_or_a_date() {
    Instant now = Instant.parse("2026-03-01T10:00:00Z");

    assertThat(RetrySchedule.asked(" 120 ", now)).hasSeconds(120);
    assertThat(RetrySchedule.asked("Sun, 01 Mar 2026 10:00:30 GMT", now)).hasSeconds(30);
    assertThat(RetrySchedule.asked("Sun, 01 Mar 2026 09:00:00 GMT", now)).isZero();
    assertThat(RetrySchedule.asked("soon", now)).isNull();
    assertThat(RetrySchedule.asked("99999999999999999999", now)).isNull();
  }

  private static List<Long> pauses(RandomGenerator random) {
    return IntStream.rangeClosed(1, 6)
        .mapToObj(attempt -> SCHEDULE.pause(attempt, null, random).toMillis())
        .toList();
  }
}
