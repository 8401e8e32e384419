// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.RevisionMark;
import io.fivewhys.sinks.report.ServiceTrend.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ServiceReaderTest {

  private static final long START = WarehouseFixture.START;

  @Test
  void wide_slots_hold_exactly_the_sum_of_their_minutes() throws Exception {
    try (WarehouseFixture warehouse = new WarehouseFixture()) {
      // Given 97 minutes of random requests by two revisions
      SplittableRandom random = new SplittableRandom(7);
      Map<Long, Long> requests = new TreeMap<>();
      Map<Long, Long> errors = new TreeMap<>();
      Map<Long, List<Double>> latencies = new TreeMap<>();
      for (long minute = START; minute < START + 97; minute++) {
        for (String revision : List.of("a-00001", "a-00002")) {
          Map<Double, Long> counts = new HashMap<>();
          for (int i = random.nextInt(1, 9); i > 0; i--) {
            double millis = Math.exp(random.nextDouble(0, 9));
            counts.merge(millis, 1L, Long::sum);
            latencies.computeIfAbsent(minute / 5, k -> new ArrayList<>()).add(millis);
          }
          warehouse.minute("a", revision, minute, 1, counts);
          requests.merge(minute / 5, (long) counts.size(), Long::sum);
          errors.merge(minute / 5, 1L, Long::sum);
        }
      }

      // When at most 20 slots are wanted
      ServiceReader.Read read = warehouse.service("a", 20);

      // Then five minutes make a slot, and each is what its requests say
      assertThat(read.step()).isEqualTo(5);
      List<Point> points = read.trend().points();
      assertThat(points).extracting(Point::slot).containsExactlyElementsOf(requests.keySet());
      for (Point point : points) {
        Counts counts = point.stats().counts();
        assertThat(counts.requests()).isEqualTo(requests.get(point.slot()));
        assertThat(counts.errors5xx()).isEqualTo(errors.get(point.slot()));
        List<Double> exact = latencies.get(point.slot());
        Collections.sort(exact);
        Latency latency = point.stats().latency();
        assertThat(latency.p50()).isCloseTo(nearestRank(exact, 0.5), withinOnePercent(exact, 0.5));
        assertThat(latency.p99())
            .isCloseTo(nearestRank(exact, 0.99), withinOnePercent(exact, 0.99));
      }
    }
  }

  @Test
  void tells_services_revisions_marks_and_signatures() throws Exception {
    try (WarehouseFixture warehouse = Incident.warehouse()) {
      ServiceTrend checkout = warehouse.service("checkout");

      assertThat(checkout.marks())
          .containsExactly(
              new RevisionMark(START + 22, "checkout-00042-abc", "checkout-00041-xyz"));
      assertThat(checkout.total().counts().exits()).isEqualTo(72);
      assertThat(checkout.total().instances()).as("1 of the old, 2 of the new").isEqualTo(3);
      assertThat(checkout.signatures())
          .extracting(Signature::count, Signature::revisions)
          .containsExactly(
              tuple(66L, List.of("checkout-00042-abc")), tuple(4L, List.of("checkout-00042-abc")));
    }
  }

  private static double nearestRank(List<Double> sorted, double q) {
    return sorted.get((int) Math.ceil(q * sorted.size()) - 1);
  }

  private static Offset<Double> withinOnePercent(List<Double> sorted, double q) {
    return within(nearestRank(sorted, q) * 0.0101);
  }
}
