// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import io.fivewhys.sinks.report.ServiceTrend.Point;
import io.fivewhys.sinks.report.ServiceTrend.RevisionMark;
import io.fivewhys.sinks.report.ServiceTrend.RevisionTrend;
import io.fivewhys.sinks.report.ServiceTrend.Signature;
import io.fivewhys.sinks.report.ServiceTrend.Stats;
import io.fivewhys.sinks.report.engine.WarehouseRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From rows, one for each revision and slot, to what each service did over time. Pure. */
final class Trends {

  /** Widths of a slot, minutes: they divide an hour or a day, or are whole days. */
  static final List<Integer> STEPS =
      List.of(1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2 * 1440, 7 * 1440, 30 * 1440);

  /** Slots of one series; more are merged into wider ones. */
  static final int MAX_SLOTS = 720;

  private Trends() {}

  record ServiceKey(String project, String location, String service) {
    static final Comparator<ServiceKey> ORDER =
        Comparator.comparing(ServiceKey::project)
            .thenComparing(ServiceKey::location)
            .thenComparing(ServiceKey::service);

    static ServiceKey of(WarehouseRow row) {
      return new ServiceKey(row.text("project"), row.text("location"), row.text("service"));
    }
  }

  /**
   * @param instances the most in any one minute of the slot
   */
  record Row(
      ServiceKey service,
      String revision,
      long slot,
      Counts counts,
      long instances,
      Histogram histogram) {}

  /** First and last minute in which a revision was heard of, whatever the width of slots. */
  record Sighting(ServiceKey service, String revision, long firstMinute, long lastMinute) {}

  /** The most instances of a service, over all its revisions, in any one minute of the slot. */
  record Peak(ServiceKey service, long slot, long instances) {}

  record Signatures(List<Signature> top, long distinct) {
    static final Signatures NONE = new Signatures(List.of(), 0);

    Signatures plus(Signatures next) {
      return new Signatures(Stream.concat(top.stream(), next.top.stream()).toList(), distinct);
    }
  }

  /** A stretch of time while it is being added up. */
  private record Sum(Counts counts, long instances, Histogram histogram) {
    static final Sum ZERO = new Sum(Counts.ZERO, 0, Histogram.EMPTY);

    Sum plus(Row row) {
      return new Sum(
          counts.plus(row.counts()),
          Math.max(instances, row.instances()),
          histogram.plus(row.histogram()));
    }

    Stats stats(long peak) {
      return new Stats(counts, peak, histogram.latency());
    }
  }

  static List<ServiceTrend> of(
      List<Row> rows,
      List<Sighting> sightings,
      List<Peak> peaks,
      Map<ServiceKey, Signatures> signatures) {
    Map<ServiceKey, List<Sighting>> sightingsOf = grouped(sightings, Sighting::service);
    Map<ServiceKey, List<Peak>> peaksOf = grouped(peaks, Peak::service);
    SortedMap<ServiceKey, List<Row>> rowsOf = new TreeMap<>(ServiceKey.ORDER);
    rowsOf.putAll(grouped(rows, Row::service));
    List<ServiceTrend> trends = new ArrayList<>();
    rowsOf.forEach((key, own) ->
        trends.add(
            service(
                key,
                own,
                sightingsOf.getOrDefault(key, List.of()).stream().sorted(FIRST_SEEN).toList(),
                peaksOf.getOrDefault(key, List.of()),
                signatures.getOrDefault(key, Signatures.NONE))));
    return trends;
  }

  private static <K, V> Map<K, List<V>> grouped(List<V> values, Function<V, K> key) {
    return values.stream().collect(Collectors.groupingBy(key));
  }

  private static final Comparator<Sighting> FIRST_SEEN =
      Comparator.comparingLong(Sighting::firstMinute).thenComparing(Sighting::revision);

  private static ServiceTrend service(
      ServiceKey key,
      List<Row> rows,
      List<Sighting> sightings,
      List<Peak> peaks,
      Signatures signatures) {
    SortedMap<Long, Long> peakBySlot = new TreeMap<>();
    peaks.forEach(peak -> peakBySlot.put(peak.slot(), peak.instances()));
    List<Point> points = points(rows, peakBySlot);
    long peak = peaks.stream().mapToLong(Peak::instances).max().orElse(0);
    Stats total = sum(rows).stats(peak);
    Map<String, List<Row>> rowsOf = grouped(rows, Row::revision);
    return new ServiceTrend(
        key.project(),
        key.location(),
        key.service(),
        total,
        Health.of(total.counts(), points),
        points,
        sightings.stream()
            .map(seen -> revision(seen, rowsOf.getOrDefault(seen.revision(), List.of())))
            .toList(),
        marks(sightings),
        signatures.top(),
        signatures.distinct());
  }

  private static RevisionTrend revision(Sighting sighting, List<Row> own) {
    SortedMap<Long, Long> instances = new TreeMap<>();
    own.forEach(row -> instances.put(row.slot(), row.instances()));
    Sum sum = sum(own);
    return new RevisionTrend(
        sighting.revision(),
        sighting.firstMinute(),
        sighting.lastMinute(),
        sum.stats(sum.instances()),
        points(own, instances));
  }

  private static Sum sum(List<Row> rows) {
    Sum sum = Sum.ZERO;
    for (Row row : rows) {
      sum = sum.plus(row);
    }
    return sum;
  }

  private static List<Point> points(List<Row> rows, Map<Long, Long> instancesBySlot) {
    SortedMap<Long, Sum> bySlot = new TreeMap<>();
    for (Row row : rows) {
      bySlot.put(row.slot(), bySlot.getOrDefault(row.slot(), Sum.ZERO).plus(row));
    }
    List<Point> points = new ArrayList<>(bySlot.size());
    bySlot.forEach((slot, sum) ->
        points.add(new Point(slot, sum.stats(instancesBySlot.getOrDefault(slot, 0L)))));
    return List.copyOf(points);
  }

  /** Each revision that came after another, with the newest of those before it. */
  static List<RevisionMark> marks(List<Sighting> inOrderOfFirstMinute) {
    List<RevisionMark> marks = new ArrayList<>();
    Sighting before = null; // the newest of an earlier minute than the last one's
    Sighting last = null;
    for (Sighting sighting : inOrderOfFirstMinute) {
      if (sighting.revision().isEmpty()) {
        continue;
      }
      if (last != null && last.firstMinute() < sighting.firstMinute()) {
        before = last;
      }
      last = sighting;
      if (before != null) {
        marks.add(new RevisionMark(sighting.firstMinute(), sighting.revision(), before.revision()));
      }
    }
    return List.copyOf(marks);
  }
}
