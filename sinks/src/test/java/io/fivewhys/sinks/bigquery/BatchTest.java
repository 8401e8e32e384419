// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Duration IDLE = Duration.ofMillis(500);

  private final Batch batch = new Batch(100, Duration.ofSeconds(1));

  @Test
  void is_due_once_its_first_message_has_waited() {
    // Given
    batch.add(10, 5 * SECOND);
    batch.add(10, 6 * SECOND - 1);
    // Then
    assertThat(batch.due(6 * SECOND - 1)).isFalse();
    assertThat(batch.patience(6 * SECOND - 1, IDLE)).isEqualTo(Duration.ofNanos(1));
    assertThat(batch.due(6 * SECOND)).isTrue();
    assertThat(batch.patience(9 * SECOND, IDLE)).isEqualTo(Duration.ZERO);
  }

  @Test
  void is_due_at_once_with_enough_bytes() {
    batch.add(60, 0);
    assertThat(batch.full()).isFalse();
    batch.add(40, 0);
    assertThat(batch.full()).isTrue();
    assertThat(batch.due(0)).isTrue();
  }

  @Test
  void nothing_in_hand_is_never_due() {
    assertThat(batch.due(Long.MAX_VALUE)).isFalse();
    assertThat(batch.patience(0, IDLE)).isEqualTo(IDLE);
    batch.add(100, 0);
    batch.written();
    assertThat(batch.due(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void shrinks_to_single_messages_and_grows_back() {
    // Given
    batch.add(100, 0);
    batch.shrink();
    batch.add(12, 0);
    assertThat(batch.full()).isTrue();
    // When
    batch.shrink();
    batch.shrink();
    batch.add(0, 0);
    batch.add(1, 0);
    assertThat(batch.full()).isTrue();
    for (int i = 0; i < 7; i++) {
      batch.written();
    }
    // Then
    batch.add(99, 0);
    assertThat(batch.full()).isFalse();
    batch.add(1, 0);
    assertThat(batch.full()).isTrue();
  }
}
