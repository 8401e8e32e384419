// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SinkFilterTest {

  @Test
  void the_inclusion_is_balanced_and_short_enough_for_a_sink() {
    String filter = SinkFilter.inclusion();

    assertThat(filter.length()).isLessThan(SinkFilter.LONGEST);
    assertThat(filter.chars().filter(c -> c == '(').count())
        .isEqualTo(filter.chars().filter(c -> c == ')').count());
    assertThat(filter.chars().filter(c -> c == '"').count() % 2).isZero();
  }

  @Test
  void entries_without_a_severity_are_wanted_too() {
    assertThat(SinkFilter.inclusion()).doesNotContain("severity");
  }

  /** Whether an escape reaches the pattern depends on who passes the filter on. */
  @Test
  void the_inclusion_needs_no_escapes() {
    assertThat(SinkFilter.inclusion()).doesNotContain("\\").doesNotContain("'");
  }

  @Test
  void a_comment_in_a_filter_hides_nothing_that_is_added() {
    assertThat(SinkFilter.and("a=1 -- mine", "b=2")).isEqualTo("(a=1 -- mine\n) AND b=2");
    assertThat(SinkFilter.and(" ", "b=2")).isEqualTo("b=2");
  }
}
