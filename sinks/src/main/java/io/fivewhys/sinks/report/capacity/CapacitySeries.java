// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Rows of capacity_samples as they are read, brought together by resource. */
public final class CapacitySeries {

  private final TreeMap<ResourceKey, Series> series = new TreeMap<>();

  public void hour(ResourceKey key, Used hour) {
    of(key).addHour(hour);
  }

  public void stretch(ResourceKey key, Used stretch) {
    of(key).addStretch(stretch);
  }

  /**
   * @param firstHour of that day of which anything is known, microseconds
   */
  public void day(ResourceKey key, Used day, long firstHour) {
    of(key).addDay(day, firstHour);
  }

  public void standing(ResourceKey key, Standing newest) {
    of(key).stand(newest);
  }

  /** Width of a slot, microseconds. */
  public long step(CapacityRange range) {
    return range.step(series.size());
  }

  private Series of(ResourceKey key) {
    return series.computeIfAbsent(key, Series::new);
  }

  /** Each resource once, in order of their keys. */
  Collection<Series> all() {
    place();
    for (Series each : series.values()) {
      if (each.key().adds()) {
        series.values().stream()
            .filter(other -> !other.key().adds() && other.key().isOfComponent(each.key()))
            .forEach(each::fill);
      }
    }
    return series.values();
  }

  /** Where a component is may become known only later: it is the same one all along. */
  private void place() {
    List<ResourceKey> placeless =
        series.keySet().stream().filter(key -> key.location().isEmpty()).toList();
    for (ResourceKey key : placeless) {
      List<ResourceKey> places = new ArrayList<>();
      for (ResourceKey other : series.tailMap(key, false).keySet()) {
        if (!other.project().equals(key.project())) {
          break;
        }
        if (other.at("").equals(key)) {
          places.add(other);
        }
      }
      if (places.size() == 1) {
        of(places.getFirst()).add(of(key));
        series.remove(key);
      }
    }
  }
}
