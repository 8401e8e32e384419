// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.verdicts;

import static io.fivewhys.processors.verdicts.Minutes.FIRST;
import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.Control;
import io.fivewhys.Verdict;
import io.fivewhys.contract.Settings;
import io.fivewhys.processors.verdicts.Trial.Neighbour;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final double[] SHAPE = {
    1, 100, 4, 101, 5, 102, 6, 103, 7, 104, 8, 105, 9, 106, 17
  };
  private static final double[] OTHER_SHAPE = {
    10.0, 10.1, 10.2, 10.3, 10.4, 10.5, 10.6, 17.0, 17.1, 17.2, 17.3, 17.4, 17.5, 17.6, 17.7
  };

  private final Judge judge = new Judge(Settings.defaults());

  private Judgement judge(Minutes old, Minutes fresh, Neighbour... neighbours) {
    return judge.judge(
        new Trial("old", "new", fresh.list(), old.list(), List.of(neighbours), FIRST, List.of()));
  }

  private static Minutes before(int minutes) {
    return Minutes.from(FIRST - minutes);
  }

  private static Minutes fresh() {
    return Minutes.from(FIRST);
  }

  private static Neighbour neighbour(String service, Minutes minutes) {
    return new Neighbour(service, "connector shared", minutes.list());
  }

  // What the best-known judge gets wrong; the first line of each says where its users told so.

  @Test // spinnaker/kayenta #426
  void sparse_errors_are_no_proof_of_health() {
    Minutes control = Minutes.from(FIRST).errors(6, 100, 0);
    Minutes experiment =
        fresh()
            .errors(1, 100, 0)
            .errors(1, 100, 1)
            .errors(1, 100, 2)
            .errors(1, 100, 1)
            .errors(2, 100, 0);
    Judgement judgement = judge(control, experiment);
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(judgement.requestsNeeded()).isPositive();
    assertThat(judgement.requestsAfter()).isEqualTo(600);
  }

  @Test // spinnaker/kayenta #426
  void ten_times_as_many_of_them_are_a_regression() {
    Minutes control = Minutes.from(FIRST).errors(6, 1_000, 0);
    Minutes experiment =
        fresh()
            .errors(1, 1_000, 0)
            .errors(1, 1_000, 10)
            .errors(1, 1_000, 20)
            .errors(1, 1_000, 10)
            .errors(2, 1_000, 0);
    assertThat(judge(control, experiment).verdict()).isEqualTo(Verdict.REGRESSION);
    Minutes denser =
        fresh()
            .errors(1, 100, 0)
            .errors(1, 100, 10)
            .errors(1, 100, 20)
            .errors(1, 100, 10)
            .errors(2, 100, 0);
    assertThat(judge(Minutes.from(FIRST).errors(6, 100, 0), denser).verdict())
        .isEqualTo(Verdict.REGRESSION);
  }

  @Test // spinnaker/spinnaker #6278
  void spikes_in_most_points_are_a_regression() {
    Minutes control = before(10).latencies(10, 100);
    Minutes experiment = fresh().latencies(2, 100).latencies(7, 10_000).latencies(3, 100);
    Judgement judgement = judge(control, experiment);
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.indicator()).startsWith("latency_");
  }

  @Test // spinnaker/spinnaker #6278
  void so_are_they_with_hundreds_of_requests_in_the_same_minutes() {
    Minutes control = Minutes.from(FIRST).latencies(12, repeated(100, 100));
    Minutes experiment =
        fresh()
            .latencies(2, repeated(100, 100))
            .latencies(7, repeated(100, 10_000))
            .latencies(3, repeated(100, 100));
    assertThat(judge(control, experiment).verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test // spinnaker/kayenta #780
  void another_shape_with_a_better_tail_is_reported_and_no_regression() {
    double[] control = repeated(40, SHAPE);
    double[] experiment = repeated(40, OTHER_SHAPE);
    Judgement judgement =
        judge(Minutes.from(FIRST).latencies(6, control), fresh().latencies(6, experiment));
    assertThat(judgement.verdict()).isEqualTo(Verdict.NO_EFFECT);
    assertThat(judgement.latencyChanged()).isTrue();
    assertThat(judgement.reason()).contains("distributed otherwise", "from 107 ms to 18 ms");
  }

  @Test // spinnaker/kayenta #799
  void errors_where_the_old_revision_had_none_are_a_regression() {
    Judgement judgement = judge(before(30).errors(30, 40, 0), fresh().errors(5, 40, 10));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.control()).isEqualTo(Control.MINUTES_BEFORE);
    assertThat(judgement.errorRateBefore()).isZero();
  }

  private static double[] repeated(int times, double... values) {
    return Collections.nCopies(times, values).stream().flatMapToDouble(DoubleStream::of).toArray();
  }

  // Which control, and what is shared.

  @Test
  void a_failing_revision_beside_a_healthy_one_is_a_regression() {
    Judgement judgement = judge(before(20).errors(28, 120, 1), fresh().errors(8, 120, 6));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.control()).isEqualTo(Control.SAME_MINUTES);
    assertThat(judgement.indicator()).isEqualTo("errors_5xx");
    assertThat(judgement.effectLow()).isPositive();
    assertThat(judge(before(20).errors(20, 9, 0), fresh().errors(8, 9, 9)).effectHigh())
        .isEqualTo(1);
    assertThat(judgement.pValue()).isLessThan(0.01);
    assertThat(judgement.reason())
        .isEqualTo(
            "5xx errors rose from 0.83 % to 5.0 % (36 of 720 requests against 6 of 720 requests), with old in the same minutes as the control");
  }

  @Test
  void what_both_revisions_suffer_in_the_same_minutes_is_shared() {
    Judgement judgement =
        judge(before(20).errors(20, 120, 0).errors(6, 60, 20), fresh().errors(6, 60, 21));
    assertThat(judgement.verdict()).isEqualTo(Verdict.SHARED_CAUSE);
    assertThat(judgement.reason()).contains("old suffered alike in the same minutes");
  }

  @Test
  void a_shared_burst_while_traffic_shifts_is_not_the_deploy() {
    // Nine tenths of the traffic are on the new revision when the burst comes.
    Minutes old = before(20).errors(23, 200, 0).errors(3, 20, 6);
    Minutes fresh = fresh().errors(3, 20, 0).errors(3, 200, 60);
    assertThat(judge(old, fresh).verdict()).isEqualTo(Verdict.SHARED_CAUSE);
  }

  @Test
  void what_neighbours_on_the_same_connector_suffer_is_shared() {
    Minutes old = before(20).errors(20, 120, 0);
    Minutes fresh = fresh().errors(6, 120, 36);
    assertThat(judge(old, fresh).verdict()).isEqualTo(Verdict.REGRESSION);
    Judgement judgement =
        judge(
            old,
            fresh,
            neighbour("auth", before(20).errors(20, 50, 0).errors(6, 50, 15)),
            neighbour("quiet", before(20).errors(20, 1, 0)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.SHARED_CAUSE);
    assertThat(judgement.reason()).contains("auth (shares connector shared)");
  }

  @Test
  void a_caller_that_fails_a_little_and_neighbours_that_are_well_exonerate_nobody() {
    Minutes old = before(20).errors(20, 120, 0);
    Minutes fresh = fresh().errors(6, 120, 120);
    Judgement judgement =
        judge(
            old,
            fresh,
            neighbour("caller", before(20).errors(20, 400, 0).errors(6, 400, 100)),
            neighbour("healthy", before(20).errors(26, 100, 0)),
            neighbour("well", before(20).errors(26, 100, 0)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void what_began_before_it_took_traffic_is_not_its_fault() {
    Minutes old = before(30).errors(27, 120, 0).errors(3, 120, 40);
    Judgement judgement = judge(old, fresh().errors(6, 120, 40));
    assertThat(judgement.verdict()).isEqualTo(Verdict.SHARED_CAUSE);
    assertThat(judgement.reason()).contains("began on old before new took traffic");
  }

  @Test
  void a_handover_within_a_minute_is_no_comparison_side_by_side() {
    Minutes old = before(30).errors(30, 180, 0).errors(1, 80, 0);
    Minutes fresh = fresh().errors(1, 60, 9);
    assertThat(judge(old, fresh).verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judge(old, fresh).control()).isEqualTo(Control.MINUTES_BEFORE);
    Judgement judgement =
        judge(old, fresh, neighbour("orders", before(30).errors(30, 180, 0).errors(1, 180, 25)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.SHARED_CAUSE);
  }

  @Test
  void nobody_is_blamed_while_neighbours_show_signs_of_the_same() {
    Minutes old = before(30).errors(30, 180, 0);
    Judgement early =
        judge(
            old,
            fresh().errors(1, 60, 9),
            neighbour("orders", before(30).errors(30, 120, 1).errors(1, 40, 2)));
    assertThat(early.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(early.indicator()).isEqualTo("errors_5xx");
    assertThat(early.reason()).startsWith("too early to blame the deploy: 5xx errors rose");
    Judgement later =
        judge(
            old,
            fresh().errors(4, 60, 9),
            neighbour("orders", before(30).errors(30, 120, 1).errors(4, 120, 2)));
    assertThat(later.verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void an_old_revision_that_serves_on_must_be_known_to_be_well() {
    Minutes old = before(30).errors(30, 180, 0).errors(3, 18, 0);
    Judgement judgement = judge(old, fresh().errors(3, 80, 1));
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(judge(old, fresh().errors(3, 80, 20)).verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void a_rise_of_latency_that_the_old_revision_shares_is_shared() {
    Minutes old = before(30).latencies(30, latencies(100, 1)).latencies(8, latencies(60, 4));
    Judgement judgement = judge(old, fresh().latencies(8, latencies(40, 4)));
    assertThat(judgement.verdict()).isEqualTo(Verdict.SHARED_CAUSE);
    assertThat(judgement.indicator()).startsWith("latency");
  }

  @Test
  void a_burst_like_those_that_the_control_had_is_no_news() {
    Minutes old = before(30);
    for (int i = 0; i < 3; i++) {
      old.errors(8, 240, 0).errors(1, 240, 20).errors(1, 240, 0);
    }
    assertThat(judge(old, fresh().errors(2, 240, 0).errors(1, 240, 20)).verdict())
        .isNotEqualTo(Verdict.REGRESSION);
    assertThat(judge(old, fresh().errors(2, 240, 0).errors(8, 240, 60)).verdict())
        .isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void an_outage_that_was_over_long_before_hides_nothing() {
    Minutes old = before(50).errors(15, 180, 0).errors(10, 180, 70).errors(25, 180, 0);
    Judgement judgement = judge(old, fresh().errors(20, 180, 7));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.requestsBefore()).isEqualTo(25 * 180);
  }

  // Classes of errors, latency, cold starts.

  @Test
  void refused_callers_are_a_class_of_their_own() {
    Judgement judgement = judge(before(30).auth(36, 20, 0), fresh().auth(6, 20, 9));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.indicator()).isEqualTo("errors_auth");
    assertThat(judgement.errorRateAfter()).isZero();
    assertThat(judge(before(30).throttled(36, 20, 0), fresh().throttled(6, 20, 9)).indicator())
        .isEqualTo("errors_429");
  }

  @Test
  void a_p95_that_triples_is_a_regression() {
    double[] control = latencies(100, 1);
    double[] tripled = latencies(100, 3);
    Judgement judgement = judge(before(30).latencies(30, control), fresh().latencies(6, tripled));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.latencyP95AfterMs() / judgement.latencyP95BeforeMs()).isBetween(2.9, 3.1);
  }

  @Test
  void a_tail_that_triples_alone_is_one_too() {
    double[] tail = Arrays.copyOf(latencies(100, 1), 100);
    for (int i = 88; i < 100; i++) {
      tail[i] *= 3;
    }
    Judgement judgement =
        judge(Minutes.from(FIRST).latencies(12, latencies(100, 1)), fresh().latencies(12, tail));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.indicator()).isEqualTo("latency_p95");
  }

  @Test
  void slow_first_requests_of_new_instances_are_not() {
    Minutes old = before(30).latencies(30, latencies(60, 1));
    Minutes fresh =
        fresh()
            .latencies(1, latencies(60, 20))
            .starting(3)
            .latencies(1, latencies(60, 6))
            .starting(1)
            .latencies(1, latencies(60, 4));
    Judgement cold = judge(old, fresh);
    assertThat(cold.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(cold.requestsNeeded()).isPositive();
    Judgement warm = judge(old, fresh.latencies(12, latencies(60, 1)));
    assertThat(warm.verdict()).isEqualTo(Verdict.NO_EFFECT);
  }

  @Test
  void the_first_requests_of_new_instances_may_fail() {
    Minutes old = before(30).errors(30, 240, 0);
    Minutes cold = fresh().errors(1, 120, 5).starting(5);
    assertThat(judge(old, cold).verdict()).isNotEqualTo(Verdict.REGRESSION);
    assertThat(judge(old, cold.errors(1, 240, 12)).verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void a_single_minute_of_slow_requests_is_none() {
    Minutes old = before(30).latencies(30, latencies(100, 1));
    Minutes fresh = fresh().latencies(8, latencies(100, 1)).latencies(1, latencies(100, 100));
    assertThat(judge(old, fresh).verdict()).isNotEqualTo(Verdict.REGRESSION);
    assertThat(judge(old, fresh.latencies(1, latencies(100, 100))).verdict())
        .as("such long requests end in the next minute")
        .isNotEqualTo(Verdict.REGRESSION);
    assertThat(judge(old, fresh.latencies(1, latencies(100, 100))).verdict())
        .isEqualTo(Verdict.REGRESSION);
    Minutes shorter = fresh().latencies(8, latencies(100, 1)).latencies(2, latencies(100, 20));
    assertThat(judge(old, shorter).verdict()).isEqualTo(Verdict.REGRESSION);
  }

  @Test
  void instances_that_never_stop_starting_do_not_hide_it() {
    Minutes fresh = fresh();
    for (int i = 0; i < 16; i++) {
      fresh.latencies(1, latencies(60, 5)).starting(1);
    }
    assertThat(judge(before(30).latencies(30, latencies(60, 1)), fresh).verdict())
        .isEqualTo(Verdict.REGRESSION);
  }

  /** So many latencies between 20 and about 130 ms, times a factor. */
  private static double[] latencies(int count, double factor) {
    double[] millis = new double[count];
    for (int i = 0; i < count; i++) {
      millis[i] = factor * (20 + 100.0 * i * i / count / count + 10.0 * i / count);
    }
    return millis;
  }

  // How much is enough.

  @Test
  void tens_of_requests_show_what_is_large() {
    Judgement judgement = judge(before(60).errors(60, 2, 0), fresh().errors(10, 2, 1));
    assertThat(judgement.verdict()).isEqualTo(Verdict.REGRESSION);
    assertThat(judgement.requestsAfter()).isEqualTo(20);
  }

  @Test
  void tens_of_requests_without_errors_show_nothing() {
    Judgement judgement = judge(before(60).errors(60, 60, 0), fresh().errors(10, 3, 0));
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(judgement.requestsNeeded()).isBetween(200L, 500L);
    assertThat(judgement.reason()).contains("0 of 24 requests", "more requests are needed");
  }

  @Test
  void what_is_said_to_be_needed_is_enough() {
    Minutes old = before(60).errors(60, 60, 0);
    long needed = needed(judge(old, fresh().errors(10, 3, 0)));
    assertThat(judge(old, fresh().errors(10, 3 + needed / 10 + 1, 0)).verdict())
        .isEqualTo(Verdict.NO_EFFECT);
  }

  private static long needed(Judgement judgement) {
    Long needed = judgement.requestsNeeded();
    assertThat(needed).isNotNull();
    return needed == null ? 0 : needed;
  }

  @Test
  void no_effect_comes_with_the_power_to_have_seen_one() {
    Judgement judgement = judge(before(60).errors(60, 100, 1), fresh().errors(20, 100, 1));
    assertThat(judgement.verdict()).isEqualTo(Verdict.NO_EFFECT);
    assertThat(judgement.effectHigh()).isLessThan(0.01);
    assertThat(judgement.requestsNeeded()).isNull();
  }

  @Test
  void a_rise_that_is_certain_and_small_does_not_matter() {
    Judgement judgement = judge(before(60).errors(60, 10_000, 10), fresh().errors(20, 10_000, 30));
    assertThat(judgement.pValue()).isLessThan(1e-6);
    assertThat(judgement.verdict()).isEqualTo(Verdict.NO_EFFECT);
  }

  @Test
  void fewer_errors_are_no_regression_and_said_to_be_fewer() {
    Judgement judgement = judge(before(60).errors(60, 100, 30), fresh().errors(20, 100, 1));
    assertThat(judgement.verdict()).isEqualTo(Verdict.NO_EFFECT);
    assertThat(judgement.reason()).startsWith("better than before: 5xx errors fell from 30 %");
  }

  @Test
  void without_a_revision_before_there_is_nothing_to_compare_with() {
    Judgement judgement =
        judge.judge(
            new Trial(
                "",
                "new",
                fresh().errors(5, 100, 50).list(),
                List.of(),
                List.of(),
                FIRST,
                List.of()));
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(judgement.control()).isEqualTo(Control.NONE);
    assertThat(judgement.pValue()).isNull();
    assertThat(judgement.reason()).contains("no revision is known");
  }

  @Test
  void a_control_too_small_to_ever_tell_is_said_to_be() {
    Judgement judgement = judge(before(5).errors(5, 2, 0), fresh().errors(20, 100, 5));
    assertThat(judgement.verdict()).isEqualTo(Verdict.INSUFFICIENT_DATA);
    assertThat(judgement.requestsNeeded()).isNull();
    assertThat(judgement.reason()).contains("too few requests on old");
  }

  @Test
  void the_reason_reads_alike_in_every_country() {
    Locale before = Locale.getDefault();
    try {
      Judgement here = judge(before(20).errors(25, 1_200, 1), fresh().errors(5, 1_200, 60));
      Locale.setDefault(Locale.GERMANY);
      assertThat(judge(before(20).errors(25, 1_200, 1), fresh().errors(5, 1_200, 60)))
          .isEqualTo(here);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void connections_without_latency_are_judged_by_errors_alone() {
    Minutes old = before(60);
    Minutes fresh = fresh();
    List<Minute> quiet =
        old.errors(60, 100, 0).list().stream().map(JudgeTest::withoutLatencies).toList();
    List<Minute> served =
        fresh.errors(20, 100, 0).list().stream().map(JudgeTest::withoutLatencies).toList();
    assertThat(
            judge
                .judge(new Trial("old", "new", served, quiet, List.of(), FIRST, List.of()))
                .verdict())
        .isEqualTo(Verdict.NO_EFFECT);
  }

  private static Minute withoutLatencies(Minute minute) {
    return new Minute(
        minute.minute(), minute.requests(), 0, 0, 0, new int[0], new long[0], minute.starts());
  }
}
