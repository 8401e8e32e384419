// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangePointTest {

  private static int of(int... bad) {
    return ChangePoint.of(
        IntStream.of(bad).mapToObj(each -> new Share(each, 60)).toArray(Share[]::new));
  }

  @Test
  void a_share_that_rose_began_to_rise_there() {
    assertThat(of(0, 0, 0, 0, 0, 0, 9, 6, 8)).isEqualTo(6);
  }

  @Test
  void stray_errors_before_are_not_the_begin() {
    assertThat(of(1, 0, 0, 1, 0, 0, 0, 0, 5, 7, 6)).isEqualTo(8);
  }

  @Test
  void the_begin_is_a_bad_minute() {
    Share[] minutes = {
      new Share(0, 60), new Share(0, 0), new Share(0, 2), new Share(4, 4), new Share(3, 3)
    };
    assertThat(ChangePoint.of(minutes)).isEqualTo(3);
  }

  @Test
  void what_was_always_bad_began_with_the_first() {
    assertThat(of(6, 5, 7, 6, 6, 5, 7)).isEqualTo(0);
  }

  @Test
  void what_was_never_bad_did_not_begin() {
    assertThat(of(0, 0, 0)).isEqualTo(-1);
    assertThat(of()).isEqualTo(-1);
  }
}
