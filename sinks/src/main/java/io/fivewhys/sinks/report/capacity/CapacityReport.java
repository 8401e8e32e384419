// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is against what is used, resource by resource, and the weekly report of it. The same
 * rows give the same report.
 *
 * @param step width of a slot, microseconds
 * @param resources most urgent first
 * @param weeks in the same order
 */
public record CapacityReport(
    CapacityRange range, long step, List<ResourceUse> resources, List<WeekRow> weeks) {

  /** Share of peaks that should lie in a forecast's interval. */
  public static final double NOMINAL = 0.8;

  private static final int AHEAD_DAYS = 120;
  private static final int LATEST_DAYS = 7;

  /**
   * @param step width of a slot; of the whole range these are there
   */
  public static CapacityReport of(CapacitySeries rows, CapacityRange range, long step) {
    Collection<Series> all = rows.all();
    Weeks week = Weeks.of(range);
    List<ResourceUse> resources = new ArrayList<>();
    TreeMap<ResourceKey, WeekRow> weeks = new TreeMap<>();
    for (Series series : all) {
      Double used = used(series, range);
      Forecast forecast =
          used == null
              ? Forecast.silent(series.lastDay())
              : Forecast.of(
                  series.peaks(range.to()),
                  range.to(),
                  series.standing().limit(),
                  used,
                  AHEAD_DAYS,
                  NOMINAL);
      resources.add(resource(series, range, step, used, forecast));
      weeks.put(series.key(), WeekRow.of(series, week, forecast));
    }
    resources.sort(ResourceUse.URGENCY);
    ComponentSizes sizes = new ComponentSizes(all, range.to());
    resources.replaceAll(resource -> resource.withAdvice(sizes.of(resource.key())));
    return new CapacityReport(
        range,
        step,
        List.copyOf(resources),
        resources.stream()
            .map(resource -> weeks.get(resource.key()))
            .filter(row -> !row.isEmpty())
            .toList());
  }

  /** Highest of the latest days; of what is configured, what holds now. */
  private static @Nullable Double used(Series series, CapacityRange range) {
    Used latest = series.between(range.to() - LATEST_DAYS * Used.DAY_MICROS, range.to());
    if (latest == null) {
      return null;
    }
    return series.key().isConfigured() ? series.standing().peak() : latest.peak();
  }

  private static ResourceUse resource(
      Series series, CapacityRange range, long step, @Nullable Double used, Forecast forecast) {
    Double limit = series.standing().limit();
    return new ResourceUse(
        series.key(),
        series.standing(),
        limit == null || limit <= 0 || used == null ? null : Double.valueOf(used / limit),
        forecast,
        List.copyOf(
            series.slots(range.from() - Math.floorMod(range.from(), step), range.to(), step)),
        List.of());
  }
}
