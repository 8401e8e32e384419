// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.symptoms;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.ComponentKind;
import io.fivewhys.ServiceMinute;
import io.fivewhys.Signal;
import io.fivewhys.SignalKind;
import io.fivewhys.processors.objectives.Configuration;
import io.fivewhys.processors.objectives.Indicator;
import io.fivewhys.processors.objectives.Objective;
import io.fivewhys.processors.objectives.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rule speaks when, and when it stops. */
class SymptomsTest {

  private final Story story = new Story();

  private static Story with(Objective... more) {
    List<Objective> objectives = new ArrayList<>(Configuration.DEFAULTS.objectives());
    objectives.addAll(List.of(more));
    return new Story(
        new Configuration(
            objectives, List.of(), List.of(), List.of(), Configuration.IncidentRules.DEFAULTS));
  }

  @Test
  void errors_are_told_with_their_begin_and_count_until_they_end() {
    story.requests(0, 60, 100, 0).requests(60, 63, 100, 40);
    assertThat(story.after(62))
        .singleElement()
        .isEqualTo(
            new Symptom(
                Symptom.Rule.ERRORS,
                ComponentKind.CLOUD_RUN_SERVICE,
                Story.LOCATION,
                Story.SERVICE,
                Signal.ERROR_RATE,
                "availability",
                (Story.START + 60) * Symptoms.MINUTE,
                0.4,
                0.99,
                0.4 / (1 - 0.99),
                120,
                300,
                true));
    story.requests(63, 66, 100, 0);
    assertThat(story.rulesAfter(65)).as("three good minutes").isNotEmpty();
    story.requests(66, 68, 100, 0);
    assertThat(story.rulesAfter(67)).as("five good minutes").isEmpty();
    story.requests(68, 90, 100, 0).requests(90, 91, 100, 4);
    assertThat(story.rulesAfter(90)).as("what is over counts no more").isEmpty();
  }

  @Test
  void a_symptom_of_many_hours_keeps_its_begin_and_counts_all() {
    story.requests(0, 60, 100, 0);
    for (long minute = 60; minute < 700; minute++) {
      story.requests(minute, minute + 1, 100, 20).after(minute);
    }
    Symptom symptom = story.after(699).getFirst();
    assertThat(Story.since(symptom)).isEqualTo(60);
    assertThat(symptom.bad()).isEqualTo(640 * 20);
    assertThat(symptom.total()).isEqualTo(640 * 100);
  }

  @Test
  void an_outage_needs_no_second_minute() {
    story.requests(0, 60, 100, 0).requests(60, 61, 100, 90);
    assertThat(story.rulesAfter(60)).containsExactly(Symptom.Rule.ERRORS);
  }

  @Test
  void a_burst_in_one_minute_is_none() {
    story.requests(0, 60, 100, 0).requests(60, 61, 100, 19).requests(61, 64, 100, 0);
    assertThat(story.rulesAfter(60)).isEmpty();
    assertThat(story.rulesAfter(63)).isEmpty();
  }

  @Test
  void a_trickle_that_fails_is_told_whatever_the_budget() {
    story.requests(0, 3, 0, 0);
    for (long minute = 3; minute < 30; minute += 3) {
      story.requests(minute, minute + 1, 1, 1);
    }
    assertThat(story.rulesAfter(29)).containsExactly(Symptom.Rule.ERRORS);
  }

  @Test
  void nobody_is_told_of_a_service_in_maintenance() {
    Instant from = Instant.ofEpochSecond((Story.START + 55) * 60);
    Configuration defaults = Configuration.DEFAULTS;
    Story maintained =
        new Story(
            new Configuration(
                defaults.objectives(),
                List.of(),
                List.of(
                    new Configuration.Maintenance(
                        new Scope("*", "*", "check*"), from, from.plusSeconds(600), "move")),
                List.of(),
                defaults.incidents()));
    maintained.requests(0, 60, 100, 0).requests(60, 70, 100, 40);
    assertThat(maintained.rulesAfter(62)).isEmpty();
    assertThat(maintained.rulesAfter(69)).containsExactly(Symptom.Rule.ERRORS);
  }

  private void rejected(long from, long to, long requests, long rejected) {
    for (long minute = from; minute < to; minute++) {
      ServiceMinute told = Story.minute(Story.SERVICE, minute, requests, 0);
      told.setErrorsAuth(rejected);
      told.setErrors4xx(rejected);
      story.tell(told);
    }
  }

  @Test
  void a_storm_of_403_is_told_after_three_minutes_of_it() {
    rejected(0, 60, 60, 2);
    rejected(60, 62, 60, 15);
    assertThat(story.rulesAfter(61)).isEmpty();
    rejected(62, 63, 60, 15);
    assertThat(story.after(62))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.AUTH);
          assertThat(symptom.slo()).isEqualTo("auth");
          assertThat(Story.since(symptom)).isEqualTo(60);
        });
    rejected(63, 68, 60, 2);
    assertThat(story.rulesAfter(67)).as("as before").isEmpty();
  }

  @Test
  void who_rejects_everybody_always_did_is_well() {
    rejected(0, 90, 60, 60);
    assertThat(story.rulesAfter(89)).isEmpty();
  }

  @Test
  void logged_out_users_are_ordinary() {
    rejected(0, 60, 60, 6);
    rejected(60, 64, 60, 9);
    assertThat(story.rulesAfter(63)).isEmpty();
  }

  @Test
  void scanners_that_find_nothing_are_nothing() {
    story.requests(0, 60, 60, 0);
    for (long minute = 60; minute < 66; minute++) {
      ServiceMinute told = Story.minute(Story.SERVICE, minute, 500, 0);
      told.setErrors4xx(440);
      story.tell(told);
    }
    assertThat(story.rulesAfter(65)).isEmpty();
  }

  @Test
  void refused_requests_are_told() {
    story.requests(0, 60, 100, 0);
    for (long minute = 60; minute < 62; minute++) {
      ServiceMinute told = Story.minute(Story.SERVICE, minute, 100, 0);
      told.setErrors429(10);
      story.tell(told).signal(minute, SignalKind.NO_INSTANCE, 8);
    }
    assertThat(story.after(61))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.THROTTLED);
          assertThat(symptom.bad()).isEqualTo(20);
        });
  }

  @Test
  void requests_cut_off_at_the_limit_are_told() {
    story.requests(0, 60, 10, 0).requests(60, 63, 10, 1);
    for (long minute = 60; minute < 63; minute++) {
      story.signal(minute, SignalKind.REQUEST_TIMEOUT, 1);
    }
    assertThat(story.rulesAfter(62)).contains(Symptom.Rule.TIMEOUTS);
  }

  private static ServiceMinute start(long minute, long starts) {
    ServiceMinute told = Story.minute(Story.SERVICE, minute, 0, 0);
    told.setInstanceStarts(starts);
    return told;
  }

  @Test
  void three_failed_starts_are_told_without_any_request() {
    for (long minute = 0; minute < 6; minute += 2) {
      story.tell(start(minute, 1)).signal(minute, SignalKind.CONTAINER_EXIT, 1);
    }
    assertThat(story.rulesAfter(3)).isEmpty();
    assertThat(story.after(4))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.STARTUP);
          assertThat(Story.since(symptom)).isZero();
          assertThat(symptom.observed()).isEqualTo(1);
        });
    assertThat(story.rulesAfter(13)).isNotEmpty();
    assertThat(story.rulesAfter(14)).as("ten quiet minutes").isEmpty();
  }

  @Test
  void an_exit_among_many_good_starts_is_nothing() {
    for (long minute = 0; minute < 9; minute++) {
      story.tell(start(minute, 3));
    }
    story.signal(3, SignalKind.CONTAINER_EXIT, 3).signal(5, SignalKind.PROBE_FAILED, 1);
    assertThat(story.rulesAfter(8)).isEmpty();
  }

  @Test
  void instances_that_are_taken_away_are_nothing() {
    for (long minute = 0; minute < 9; minute++) {
      ServiceMinute told = start(minute, 0);
      told.setInstanceExits(4);
      story.tell(told);
    }
    assertThat(story.rulesAfter(8)).isEmpty();
  }

  @Test
  void the_memory_limit_is_told_when_it_hurts() {
    story.requests(0, 60, 30, 0);
    story.signal(50, SignalKind.MEMORY_LIMIT, 1).signal(53, SignalKind.MEMORY_LIMIT, 1);
    assertThat(story.rulesAfter(53)).isEmpty();
    story.requests(60, 62, 30, 1).signal(60, SignalKind.MEMORY_LIMIT, 1);
    assertThat(story.rulesAfter(61)).containsExactly(Symptom.Rule.MEMORY);
  }

  private void slow(long from, long to, double millis) {
    for (long minute = from; minute < to; minute++) {
      ServiceMinute told = Story.minute(Story.SERVICE, minute, 40, 0);
      told.setLatencyHistogram(Story.histogram(millis, 40));
      story.tell(told);
    }
  }

  @Test
  void a_slowdown_is_told_when_it_lasts() {
    slow(0, 60, 200);
    slow(60, 62, 1_500);
    assertThat(story.rulesAfter(61)).as("a cold start").isEmpty();
    slow(62, 63, 1_500);
    assertThat(story.after(62))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.LATENCY);
          assertThat(Story.since(symptom)).isEqualTo(60);
          assertThat(symptom.observed()).isBetween(1_300.0, 1_800.0);
          assertThat(symptom.bad()).isEqualTo(120);
        });
    slow(63, 70, 200);
    assertThat(story.rulesAfter(69)).isEmpty();
  }

  @Test
  void three_times_very_little_is_not_slow() {
    slow(0, 60, 20);
    slow(60, 66, 300);
    assertThat(story.rulesAfter(65)).isEmpty();
  }

  @Test
  void a_latency_objective_takes_the_place_of_the_rule() {
    Objective fast =
        new Objective(
            "fast", Scope.EVERYTHING, new Indicator.Latency(Duration.ofMillis(500)), 0.95);
    Story held = with(fast);
    for (long minute = 0; minute < 64; minute++) {
      ServiceMinute told = Story.minute(Story.SERVICE, minute, 40, 0);
      told.setLatencyHistogram(Story.histogram(minute < 60 ? 400 : 600, 40));
      held.tell(told);
    }
    assertThat(held.after(63))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.slo()).isEqualTo("fast");
          assertThat(symptom.observed()).isEqualTo(1);
          assertThat(Story.since(symptom)).isEqualTo(60);
        });
  }

  @Test
  void requests_that_stop_are_told_while_others_speak() {
    story.requests(0, 60, 20, 0);
    for (long minute = 0; minute < 80; minute++) {
      story.tell(Story.minute("cart", minute, 5, 0));
    }
    assertThat(story.rulesAfter(62)).isEmpty();
    assertThat(story.after(63))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.TRAFFIC);
          assertThat(symptom.pages()).isTrue();
          assertThat(Story.since(symptom)).isEqualTo(60);
          assertThat(symptom.objective()).isEqualTo(20);
        });
    story.requests(80, 81, 20, 0);
    assertThat(story.rulesAfter(80)).isEmpty();
  }

  @Test
  void where_everybody_falls_silent_it_may_be_the_source() {
    story.requests(0, 60, 20, 0);
    assertThat(story.rulesAfter(66)).isEmpty();
  }

  @Test
  void a_night_falls_slowly() {
    for (long minute = 0; minute < 150; minute++) {
      story.tell(Story.minute("cart", minute, 5, 0));
      long requests = minute > 120 ? 0 : minute > 90 ? minute % 6 / 5 : 20 - minute / 5;
      story.requests(minute, minute + 1, requests, 0);
      assertThat(story.rulesAfter(minute)).as("minute %d", minute).isEmpty();
    }
  }

  @Test
  void a_batch_job_every_ten_minutes_is_no_silence() {
    for (long minute = 0; minute < 100; minute++) {
      story.tell(Story.minute("cart", minute, 5, 0));
      story.requests(minute, minute + 1, minute % 10 < 3 ? 100 : 0, 0);
      assertThat(story.rulesAfter(minute)).as("minute %d", minute).isEmpty();
    }
  }

  @Test
  void a_dependency_with_an_objective_is_told_when_out_of_reach() {
    Objective redis =
        new Objective(
            "redis",
            Scope.EVERYTHING,
            new Indicator.DependencyReachable(ComponentKind.REDIS_INSTANCE, "10.0.0.*"),
            1);
    Story held = with(redis).requests(0, 12, 60, 0);
    for (long minute = 10; minute < 12; minute++) {
      held.signal(
          minute, SignalKind.ADDRESS_TIMEOUT, ComponentKind.OTHER, "10.0.0.3:6379", null, 4);
    }
    assertThat(held.after(11))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.DEPENDENCY);
          assertThat(symptom.component()).isEqualTo("10.0.0.3:6379");
          assertThat(symptom.kind()).isEqualTo(ComponentKind.REDIS_INSTANCE);
          assertThat(symptom.bad()).isEqualTo(2);
          assertThat(Story.since(symptom)).isEqualTo(10);
        });
    assertThat(held.rulesAfter(16)).isEmpty();
  }

  @Test
  void a_dependency_with_an_objective_is_told_when_slow() {
    Objective sql =
        new Objective(
            "sql",
            Scope.EVERYTHING,
            new Indicator.DependencyLatency(
                ComponentKind.CLOUD_SQL_INSTANCE, "orders", Duration.ofSeconds(1)),
            0.99);
    Story held = with(sql).requests(0, 12, 60, 0);
    for (long minute = 8; minute < 12; minute++) {
      held.signal(
          minute,
          SignalKind.SQL_SLOW,
          ComponentKind.CLOUD_SQL_INSTANCE,
          "orders",
          minute < 10 ? 900.0 : 5_000.0,
          4);
    }
    assertThat(held.after(11))
        .singleElement()
        .satisfies(symptom -> assertThat(symptom.signal()).isEqualTo(Signal.LATENCY));
  }

  @Test
  void a_journey_that_fails_is_told_under_the_name_of_its_objective() {
    Objective journey =
        new Objective(
            "buy",
            Scope.EVERYTHING,
            new Indicator.Journey(new Indicator.Match("checkout", "/buy", null), null, null),
            0.95);
    Story held = with(journey);
    held.journey("buy", 0, 60, 20, 20).journey("buy", 60, 63, 5, 20);
    assertThat(held.after(62))
        .singleElement()
        .satisfies(symptom -> {
          assertThat(symptom.rule()).isEqualTo(Symptom.Rule.JOURNEY);
          assertThat(symptom.component()).isEqualTo("buy");
          assertThat(Story.since(symptom)).isEqualTo(60);
        });
  }

  @Test
  void what_hurts_comes_in_order_of_component_and_rule() {
    for (String service : List.of("checkout", "cart")) {
      for (long minute = 0; minute < 64; minute++) {
        ServiceMinute told = Story.minute(service, minute, 100, minute < 60 ? 0 : 30);
        told.setErrors429(minute < 60 ? 0 : 30);
        story.tell(told);
      }
    }
    assertThat(story.after(63))
        .extracting(symptom -> symptom.component() + ' ' + symptom.rule())
        .containsExactly("cart ERRORS", "cart THROTTLED", "checkout ERRORS", "checkout THROTTLED");
  }

  @Test
  void who_is_not_heard_of_for_three_days_is_forgotten() {
    story.requests(0, 60, 100, 1).after(59);
    assertThat(story.state).isNotEmpty();
    story.after(4 * 24 * 60);
    assertThat(story.state).isEmpty();
  }
}
