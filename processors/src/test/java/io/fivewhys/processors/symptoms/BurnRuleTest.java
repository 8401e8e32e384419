// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ComponentKind;
import io.fivewhys.processors.state.StateWriter;
import org.junit.jupiter.api.Test;

class BurnRuleTest {

  private static final BurnRule RULE = new BurnRule(0.01);

  private static Alarm after(long minutes, History history) {
    return RULE.of(
        new Look(history, Pair.ERRORS, new Moment(Story.START + minutes - 1, Long.MIN_VALUE, 1)));
  }

  private static History history() {
    return new History(
        new StateKey.Place(
            new ComponentName(ComponentKind.CLOUD_RUN_SERVICE, "", Story.SERVICE), ""),
        StateWriter.NONE);
  }

  private static void add(History history, long from, long to, long bad, long total) {
    for (long minute = from; minute < to; minute++) {
      history.accept("test", Story.START + minute, Counting.of(bad, total), Shape.EMPTY, true);
    }
  }

  @Test
  void two_percent_of_the_budget_in_an_hour_pages() {
    History history = history();
    add(history, 0, 60, 15, 100);
    assertThat(after(60, history)).isEqualTo(Alarm.PAGE);
  }

  @Test
  void five_percent_of_the_budget_in_six_hours_pages() {
    History history = history();
    add(history, 0, 6 * 60, 8, 100);
    assertThat(after(6 * 60, history)).isEqualTo(Alarm.PAGE);
  }

  @Test
  void a_tenth_of_the_budget_in_three_days_is_a_ticket() {
    History history = history();
    add(history, 0, 3 * 24 * 60, 2, 100);
    assertThat(after(3 * 24 * 60, history)).isEqualTo(Alarm.TICKET);
  }

  @Test
  void within_the_budget_nobody_is_told() {
    History history = history();
    add(history, 0, 3 * 24 * 60, 1, 200);
    assertThat(after(3 * 24 * 60, history)).isEqualTo(Alarm.NONE);
  }

  @Test
  void a_window_longer_than_the_history_counts_what_is_known() {
    History history = history();
    add(history, 0, 5, 30, 100);
    assertThat(after(5, history)).isEqualTo(Alarm.PAGE);
  }

  @Test
  void one_error_of_a_quiet_service_is_none() {
    History history = history();
    add(history, 0, 60, 0, 1);
    add(history, 60, 61, 1, 1);
    assertThat(after(61, history)).isEqualTo(Alarm.NONE);
  }

  @Test
  void a_bad_minute_is_none() {
    History history = history();
    add(history, 0, 60, 0, 1);
    add(history, 60, 61, 6, 6);
    assertThat(after(61, history)).isEqualTo(Alarm.NONE);
  }
}
