// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one resource: its days as far back as one looks; the latest two weeks in
 * stretches of 24 hours that end where one looks; and the hours of those weeks, where they are
 * wanted. What nothing is known of is not there.
 */
final class Series {

  /** From so many whole days on, days say more of a trend than hours. */
  private static final int LEAST_DAYS = 14;

  private final ResourceKey key;
  private final TreeMap<Long, Used> hours = new TreeMap<>();
  private final TreeMap<Long, Used> days = new TreeMap<>();
  private final TreeMap<Long, Used> stretches = new TreeMap<>();
  private long first = Long.MAX_VALUE;
  private @Nullable Standing standing;

  Series(ResourceKey key) {
    this.key = key;
  }

  ResourceKey key() {
    return key;
  }

  void addHour(Used hour) {
    hours.merge(hour.start(), hour, (one, other) -> one.and(other, key.adds()));
  }

  void addStretch(Used stretch) {
    stretches.merge(stretch.start(), stretch, (one, other) -> one.and(other, key.adds()));
  }

  /**
   * @param firstHour of that day of which anything is known
   */
  void addDay(Used day, long firstHour) {
    days.merge(day.start(), day, (one, other) -> one.and(other, key.adds()));
    first = Math.min(first, firstHour);
  }

  void stand(Standing newest) {
    if (standing == null || newest.start() > standing.start()) {
      standing = newest;
    }
  }

  /** Takes over what is known of the same resource under another key. */
  void add(Series other) {
    other.hours.values().forEach(this::addHour);
    other.stretches.values().forEach(this::addStretch);
    other.days.values().forEach(day -> addDay(day, other.first));
    if (other.standing != null) {
      stand(other.standing);
    }
  }

  /** Where something else of its component was heard of and nothing of it, there was none. */
  void fill(Series other) {
    other.hours.keySet().forEach(hour -> hours.putIfAbsent(hour, Used.nothing(hour)));
    other.stretches.keySet().forEach(at -> stretches.putIfAbsent(at, Used.nothing(at)));
    other.days.keySet().forEach(day -> days.putIfAbsent(day, Used.nothing(day)));
    first = Math.min(first, other.first);
  }

  Standing standing() {
    return standing == null ? new Standing(0, 0, null, "", List.of()) : standing;
  }

  Collection<Used> slots(long from, long to, long width) {
    return of(width).subMap(from, to).values();
  }

  private NavigableMap<Long, Used> of(long width) {
    return width == Used.DAY_MICROS ? days : hours;
  }

  /**
   * All of that time as one; null where nothing is known of it.
   *
   * @param from begin of a day or of one of the stretches, as is the end
   */
  @Nullable Used between(long from, long to) {
    boolean whole = from % Used.DAY_MICROS == 0 && to % Used.DAY_MICROS == 0;
    return (whole ? days : stretches)
        .subMap(from, to).values().stream()
            .reduce((one, other) -> one.and(other, key.adds()))
            .orElse(null);
  }

  /** Begin of the newest day of which anything is known. */
  long lastDay() {
    return days.isEmpty() ? standing().start() : days.lastKey();
  }

  /**
   * What a forecast is made of: whole days, or hours where there are too few of them.
   *
   * @param until up to when hours are known
   */
  List<Peak> peaks(long until) {
    NavigableMap<Long, Used> whole =
        days.headMap(Math.floorDiv(until, Used.DAY_MICROS) * Used.DAY_MICROS, false);
    if (!whole.isEmpty() && first % Used.DAY_MICROS != 0 && whole.firstKey() < first) {
      whole = whole.tailMap(whole.firstKey(), false);
    }
    List<Peak> peaks = new ArrayList<>();
    (whole.size() >= LEAST_DAYS ? whole : hours)
        .values()
        .forEach(used -> peaks.add(new Peak(used.start(), used.peak())));
    return peaks;
  }
}
