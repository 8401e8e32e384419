// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void doubles_up_to_its_limit() {
    Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    assertThat(backoff.after(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.after(4)).isEqualTo(Duration.ofSeconds(8));
    assertThat(backoff.after(7)).isEqualTo(Duration.ofMinutes(1));
    assertThat(backoff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void a_pace_spaces_turns_and_saves_none_up() {
    Pace pace = new Pace(60);
    long second = 1_000_000_000L;

    assertThat(pace.nanosToWait(5 * second)).isZero();
    assertThat(pace.nanosToWait(5 * second)).isEqualTo(second);
    assertThat(pace.nanosToWait(60 * second)).isZero();
    assertThat(pace.nanosToWait(60 * second)).isEqualTo(second);
  }
}
