// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.fivewhys.contract.LatencyBuckets;
import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.RevisionMark;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import io.fivewhys.sinks.report.Trends.Peak;
import io.fivewhys.sinks.report.Trends.Row;
import io.fivewhys.sinks.report.Trends.ServiceKey;
import io.fivewhys.sinks.report.Trends.Sighting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TrendsTest {

  private static final ServiceKey CHECKOUT = new ServiceKey("acme-prod", "us-central1", "checkout");

  @Test
  void percentiles_over_revisions_are_those_of_all_requests_together() {
    // Given 90 fast requests of the old revision and 10 slow ones of the new
    List<Row> rows =
        List.of(row("old", 7, 90, 0, Map.of(100, 90L)), row("new", 7, 10, 0, Map.of(300, 10L)));

    // When
    ServiceTrend trend = trend(rows);

    // Then the 95th of a hundred is a slow one, though most requests are of the old revision
    Latency latency = trend.points().getFirst().stats().latency();
    assertThat(latency)
        .isEqualTo(
            new Latency(
                LatencyBuckets.millis(100),
                LatencyBuckets.millis(100),
                LatencyBuckets.millis(300),
                LatencyBuckets.millis(300)));
    assertThat(trend.revisions().getFirst().points()).hasSize(1);
  }

  @Test
  void a_slot_without_rows_stays_empty() {
    ServiceTrend trend = trend(List.of(row("r", 3, 1, 0, Map.of()), row("r", 5, 1, 0, Map.of())));

    assertThat(trend.points()).extracting(Point::slot).containsExactly(3L, 5L);
  }

  @Test
  void a_slot_without_latency_has_no_percentiles() {
    ServiceTrend trend = trend(List.of(row("r", 3, 1, 0, Map.of())));

    assertThat(trend.total().latency()).isNull();
  }

  @Test
  void marks_a_revision_after_the_newest_one_known_before() {
    List<RevisionMark> marks =
        Trends.marks(List.of(seen("", 1), seen("a", 2), seen("b", 9), seen("c", 9), seen("d", 12)));

    assertThat(marks)
        .containsExactly(
            new RevisionMark(9, "b", "a"),
            new RevisionMark(9, "c", "a"),
            new RevisionMark(12, "d", "c"));
  }

  @Test
  void a_few_errors_in_a_quiet_slot_do_not_colour_a_service() {
    ServiceTrend trend = trend(List.of(row("r", 3, 2, 2, Map.of()), row("r", 4, 998, 0, Map.of())));

    assertThat(trend.health()).isEqualTo(new Health(Health.State.HEALTHY, null));
  }

  @Test
  void the_worst_slot_decides_how_a_service_fared() {
    ServiceTrend trend =
        trend(List.of(row("r", 3, 100, 4, Map.of()), row("r", 4, 100, 60, Map.of())));

    assertThat(trend.health().state()).isEqualTo(Health.State.FAILING);
    assertThat(trend.health().worst()).isEqualTo(trend.points().get(1));
  }

  @Test
  void instances_of_a_service_are_the_most_in_one_minute_not_a_sum() {
    List<Row> rows = List.of(row("a", 1, 1, 0, Map.of()), row("b", 1, 1, 0, Map.of()));

    Stats total =
        Trends.of(
                rows,
                List.of(seen("a", 1), seen("b", 1)),
                List.of(new Peak(CHECKOUT, 1, 5), new Peak(CHECKOUT, 2, 3)),
                Map.of())
            .getFirst()
            .total();

    assertThat(total.instances()).isEqualTo(5);
  }

  @Test
  @Timeout(10) // a search through everything for each service would take longer
  void many_services_with_many_revisions_keep_their_own_rows_sightings_and_peaks() {
    // Given services in reverse, each with one revision, and one with as many revisions
    int count = 20_000;
    List<Row> rows = new ArrayList<>();
    List<Sighting> sightings = new ArrayList<>();
    List<Peak> peaks = new ArrayList<>();
    for (int i = count; i > 0; i--) {
      ServiceKey key = new ServiceKey("acme-prod", "us-central1", "s" + (100_000 + i));
      Counts counts = new Counts(i, 0, 0, 0, 0, 0, 0, 0, 0);
      rows.add(new Row(key, "r" + i, i, counts, 1, Histogram.EMPTY));
      rows.add(new Row(CHECKOUT, "r" + i, 1, counts, 1, Histogram.EMPTY));
      sightings.add(new Sighting(key, "r" + i, i, i));
      sightings.add(seen("r" + i, i));
      peaks.add(new Peak(key, i, i));
    }
    // When
    List<ServiceTrend> trends = Trends.of(rows, sightings, peaks, Map.of());
    // Then
    assertThat(trends).hasSize(count + 1);
    assertThat(trends.getFirst().service()).isEqualTo("checkout");
    assertThat(trends.getFirst().revisions()).hasSize(count);
    assertThat(trends.getFirst().marks())
        .hasSize(count - 1)
        .endsWith(new RevisionMark(count, "r" + count, "r" + (count - 1)));
    ServiceTrend third = trends.get(3);
    assertThat(third.service()).isEqualTo("s100003");
    assertThat(third.total().instances()).isEqualTo(3);
    assertThat(third.total().counts().requests()).isEqualTo(3);
    assertThat(third.revisions()).hasSize(1);
    assertThat(third.revisions().getFirst().revision()).isEqualTo("r3");
  }

  private static ServiceTrend trend(List<Row> rows) {
    List<Sighting> sightings =
        rows.stream().map(Row::revision).distinct().map(name -> seen(name, 1)).toList();
    return Trends.of(rows, sightings, List.of(), Map.of()).getFirst();
  }

  private static Sighting seen(String revision, long minute) {
    return new Sighting(CHECKOUT, revision, minute, 99);
  }

  private static Row row(
      String revision, long slot, long requests, long errors, Map<Integer, Long> buckets) {
    return new Row(
        CHECKOUT,
        revision,
        slot,
        new Counts(requests, errors, 0, 0, 0, 0, 0, 0, 0),
        1,
        Histogram.of(new TreeMap<>(buckets)));
  }
}
