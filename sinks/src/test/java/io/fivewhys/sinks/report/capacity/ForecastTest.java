// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fivewhys.sinks.report.capacity.Forecast.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForecastTest {

  private static final long HOUR = 3_600_000_000L;
  private static final double COVERAGE = 0.8;
  private static final int WEEKS_SEEN = 8;
  private static final int DAYS_AHEAD = 14;
  private static final int SERIES = 200;

  /**
   * Of peaks of days that the forecast had not seen, which share lies in its 80 % interval; and of
   * forecasts of a resource that grows, how often the day on which the limit is reached lies
   * between the earliest and the latest. Prints what RATIONALE.md has in its table.
   */
  @ParameterizedTest
  @CsvSource({
    "TREND_AND_SEASON, 0.72, 0.92",
    "SEASON, 0.72, 0.92",
    "NOISE, 0.72, 0.92",
    "LEVEL_SHIFT, 0.70, 0.92",
    "CONSTANT, 1.0, 1.0",
    "COUNTS_NEAR_ZERO, 0.80, 1.0",
  })
  void held_back_peaks_lie_in_the_interval_about_as_often_as_it_says(
      Simulated kind, double least, double most) {
    int inside = 0;
    int all = 0;
    int trends = 0;
    double width = 0;
    for (long seed = 1; seed <= SERIES; seed++) {
      int seen = WEEKS_SEEN * 7 * 24;
      List<Peak> hours = kind.hours(seen + DAYS_AHEAD * 24, seed);
      Forecast forecast = forecast(hours.subList(0, seen), null, DAYS_AHEAD);
      trends += forecast.outcome() == Outcome.NO_TREND ? 0 : 1;
      for (Forecast.Expected day : forecast.ahead()) {
        double peak = peak(hours, day.start());
        inside += peak >= day.low() - 1e-6 && peak <= day.high() + 1e-6 ? 1 : 0;
        width += (day.high() - day.low()) / SERIES / DAYS_AHEAD;
        all++;
      }
    }
    double covered = (double) inside / all;
    System.out.printf(
        "%-18s 80 %% interval: %.1f %% of %d days, %.1f wide on average; called a trend: %d of %d%n",
        kind, 100 * covered, all, width, trends, SERIES);

    assertThat(all).isEqualTo(SERIES * DAYS_AHEAD);
    assertThat(covered).as("%s, seeds 1 to %d", kind, SERIES).isBetween(least, most);
  }

  @Test
  void the_limit_is_reached_between_the_earliest_and_the_latest_day() {
    int between = 0;
    double error = 0;
    double reached = 40;
    // What the peak of a day is by then in half of all worlds; a Friday, as weekends use less.
    int last = (WEEKS_SEEN * 7 + (int) reached - 1) * 24;
    double limit =
        TrendLine.median(
            LongStream.rangeClosed(1, SERIES)
                .mapToObj(seed -> Simulated.TREND_AND_SEASON.hours(last + 24, seed))
                .mapToDouble(hours -> peak(hours, hours.get(last).start()))
                .toArray());
    for (long seed = 1; seed <= SERIES; seed++) {
      List<Peak> hours = Simulated.TREND_AND_SEASON.hours(WEEKS_SEEN * 7 * 24, seed);
      Forecast forecast = forecast(hours, limit, 200);
      assertThat(forecast.outcome()).as("seed %d", seed).isEqualTo(Outcome.RISING);
      Double earliest = forecast.earliest();
      Double latest = forecast.latest();
      between +=
          earliest != null && earliest <= reached && (latest == null || latest >= reached) ? 1 : 0;
      error += Math.abs(days(forecast) - reached) / SERIES;
    }
    System.out.printf(
        "the day of saturation, 40 days on: between earliest and latest in %d of %d; the expected one %.1f days off on average%n",
        between, SERIES, error);

    assertThat((double) between / SERIES).isGreaterThan(0.8);
    assertThat(error).isLessThan(15);
  }

  private static double days(Forecast forecast) {
    Double days = forecast.days();
    return days == null ? 200 : days;
  }

  @ParameterizedTest
  @CsvSource({"0, 0.0", "30, 0.0", "47, 0.0"})
  void two_days_are_too_little_to_tell(int hours, double slope) {
    Forecast forecast = forecast(Simulated.TREND_AND_SEASON.hours(hours, 1), 100.0, 30);

    assertThat(forecast.outcome()).isEqualTo(Outcome.NOT_ENOUGH_DATA);
    assertThat(forecast.slope()).isEqualTo(slope);
    assertThat(forecast.days()).isNull();
    assertThat(forecast.ahead()).isEmpty();
    assertThat(forecast.reason())
        .isEqualTo("not enough data: " + hours + " of the 48 hours it takes");
  }

  @Test
  void days_go_on_as_the_days_before_once_two_are_seen() {
    List<Peak> hours = new ArrayList<>();
    for (int hour = 0; hour < 5 * 24; hour++) {
      hours.add(new Peak(Simulated.T0 + hour * HOUR, hour % 24 == 9 ? 30 : 10));
    }
    Forecast forecast = forecast(hours, 40.0, 1);

    assertThat(forecast.outcome()).isEqualTo(Outcome.NO_TREND);
    assertThat(forecast.ahead()).hasSize(24);
    assertThat(forecast.ahead().get(9).value()).isEqualTo(30);
    assertThat(forecast.ahead().get(10).value()).isEqualTo(10);
    assertThat(forecast.earliest()).isNull();
    assertThat(forecast.reason()).isEqualTo("no trend (peaks of 120 hours, daily season)");
  }

  @Test
  void a_straight_line_reaches_its_limit_on_the_day() {
    List<Peak> hours = new ArrayList<>();
    for (int hour = 0; hour < 28 * 24; hour++) {
      hours.add(new Peak(Simulated.T0 + hour * HOUR, 10 + hour / 24));
    }
    Forecast forecast = forecast(hours, 50.0, 365);

    assertThat(forecast.outcome()).isEqualTo(Outcome.RISING);
    assertThat(forecast.slope()).isCloseTo(1, within(1e-9));
    assertThat(forecast.days()).isEqualTo(13);
    assertThat(forecast.earliest()).isEqualTo(13);
    assertThat(forecast.latest()).isEqualTo(13);
    assertThat(forecast.ahead()).as("three times what was seen").hasSize(84);
    assertThat(forecast.reason())
        .isEqualTo(
            "rising by 1.00 a day; at the limit in about 13 days (peaks of 28 days, weekly season)");
    assertThat(forecast(hours, 500.0, 365).reason())
        .contains("the limit is further off than can be seen");
    assertThat(forecast(hours, null, 365).reason()).contains("no limit is known");
  }

  @Test
  void days_count_from_the_end_of_what_is_known() {
    List<Peak> hours = new ArrayList<>();
    for (int hour = 0; hour < 28 * 24; hour++) {
      hours.add(new Peak(Simulated.T0 + hour * HOUR, 10 + hour / 24));
    }
    long end = Simulated.T0 + 28 * 24 * HOUR;
    Forecast later = Forecast.of(hours, end + 60 * HOUR, 50.0, 37.0, 365, COVERAGE);

    assertThat(later.days()).as("thirteen days less sixty hours").isEqualTo(10.5);
    assertThat(later.earliest()).isEqualTo(10.5);
    assertThat(later.latest()).isEqualTo(10.5);
    assertThat(later.ahead().getFirst().start()).isEqualTo(end + 48 * HOUR);
  }

  @Test
  void a_limit_that_is_reached_is_reached_whatever_the_trend() {
    List<Peak> falling = new ArrayList<>();
    for (int hour = 0; hour < 28 * 24; hour++) {
      falling.add(new Peak(Simulated.T0 + hour * HOUR, 100 - hour / 24));
    }
    long end = Simulated.T0 + 28 * 24 * HOUR;
    Forecast full = Forecast.of(falling, end, 75.0, 79.0, 365, COVERAGE);
    Forecast young = Forecast.of(falling.subList(0, 9), end, 75.0, 75.0, 365, COVERAGE);

    assertThat(List.of(full, young))
        .allSatisfy(each -> {
          assertThat(each.days()).isZero();
          assertThat(each.earliest()).isZero();
          assertThat(each.latest()).isZero();
        });
    assertThat(full.reason()).startsWith("falling by 1.00 a day; at the limit already (");
    assertThat(young.reason())
        .isEqualTo("not enough data: 9 of the 48 hours it takes; at the limit already");
    assertThat(Forecast.of(falling, end, 80.0, 79.0, 365, COVERAGE).days()).isNull();
  }

  @Test
  void what_falls_reaches_no_limit() {
    List<Peak> hours = new ArrayList<>();
    for (int hour = 0; hour < 28 * 24; hour++) {
      hours.add(new Peak(Simulated.T0 + hour * HOUR, 100 - hour / 24));
    }
    Forecast forecast = forecast(hours, 120.0, 30);

    assertThat(forecast.outcome()).isEqualTo(Outcome.FALLING);
    assertThat(forecast.days()).isNull();
    assertThat(forecast.reason()).startsWith("falling by 1.00 a day (");
  }

  @Test
  void a_step_is_no_trend() {
    Forecast forecast = forecast(Simulated.LEVEL_SHIFT.hours(WEEKS_SEEN * 7 * 24, 3), 200.0, 200);

    assertThat(forecast.outcome()).isEqualTo(Outcome.NO_TREND);
    assertThat(forecast.reason()).contains("after a lasting step, peaks of 31 days");
  }

  @Test
  void the_same_peaks_in_any_order_give_the_same_forecast() {
    List<Peak> hours = Simulated.TREND_AND_SEASON.hours(30 * 24 + 7, 5);
    List<Peak> shuffled = new ArrayList<>(hours);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.add(hours.get(100));

    assertThat(forecast(shuffled, 70.0, 60)).isEqualTo(forecast(hours, 70.0, 60));
  }

  @Test
  void gaps_and_a_day_that_is_not_over_do_not_count_as_nothing() {
    List<Peak> hours = new ArrayList<>();
    for (Peak peak : Simulated.CONSTANT.hours(30 * 24 + 3, 1)) {
      long day = (peak.start() - Simulated.T0) / HOUR / 24;
      if (day != 9 && day != 17) {
        hours.add(peak);
      }
    }
    hours.set(hours.size() - 1, new Peak(hours.get(hours.size() - 1).start(), 0));
    Forecast forecast = forecast(hours, 10.0, 5);

    assertThat(forecast.outcome()).isEqualTo(Outcome.NO_TREND);
    assertThat(forecast.ahead()).allMatch(day -> day.low() == 2 && day.high() == 2);
    assertThat(forecast.ahead().get(0).start()).isEqualTo(Simulated.T0 + 30 * 24 * HOUR);
  }

  private static Forecast forecast(List<Peak> hours, @Nullable Double limit, int days) {
    long until = hours.isEmpty() ? Simulated.T0 : hours.get(hours.size() - 1).start() + HOUR;
    long latest = hours.stream().mapToLong(peak -> peak.start() + HOUR).max().orElse(until);
    return Forecast.of(hours, latest, limit, null, days, COVERAGE);
  }

  private static double peak(List<Peak> hours, long day) {
    return hours.stream()
        .filter(peak -> peak.start() >= day && peak.start() < day + 24 * HOUR)
        .mapToDouble(Peak::value)
        .max()
        .orElseThrow();
  }
}
