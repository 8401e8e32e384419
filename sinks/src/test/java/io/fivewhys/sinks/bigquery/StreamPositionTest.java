// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StreamPositionTest {

  @Test
  void a_shorter_batch_than_the_failed_one_keeps_what_is_known_of_its_later_rows() {
    // Given twelve rows that landed in an earlier stream, and two refused ones
    StreamPosition position = new StreamPosition("s", 0, 12, List.of(3L, 14L));
    // When a batch of ten rows is done
    StreamPosition after = position.after(10, 0);
    // Then
    assertThat(after).isEqualTo(new StreamPosition("s", 0, 2, List.of(4L)));
    assertThat(after.after(5, 2)).isEqualTo(StreamPosition.at("s", 2));
  }

  @Test
  void neighbours_among_refused_rows_are_told_as_ranges() {
    StreamPosition position = new StreamPosition("s", 7, 2, List.of(3L, 4L, 5L, 9L, 11L, 12L));
    assertThat(position.text()).isEqualTo("s|7|2|3-5,9,11-12");
    assertThat(StreamPosition.parse(position.text())).isEqualTo(position);
    assertThat(StreamPosition.parse("s|7|0|3,4"))
        .isEqualTo(new StreamPosition("s", 7, 0, List.of(3L, 4L)));
  }
}
