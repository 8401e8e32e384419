// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Advice on components, each given with the resource that it is about and once only. Peaks are
 * those of the latest two weeks.
 */
final class ComponentSizes {

  private static final long LATEST_MICROS = 14 * Used.DAY_MICROS;

  private final TreeMap<ResourceKey, Series> series = new TreeMap<>();
  private final TreeSet<ResourceKey> connectors = new TreeSet<>();
  private final long to;

  ComponentSizes(Collection<Series> all, long to) {
    all.forEach(each -> series.put(each.key(), each));
    this.to = to;
  }

  /** Of a connector the first resource that is asked for has it. */
  List<Advice> of(ResourceKey key) {
    return switch (key.resource()) {
      case ResourceKey.INSTANCES -> instances(key);
      case ResourceKey.CONCURRENT_REQUESTS -> concurrency(key);
      case ResourceKey.MEMORY -> memory(key);
      case ResourceKey.MEMORY_EXITS ->
          series.containsKey(key.of(ResourceKey.MEMORY)) ? List.of() : memory(key);
      case ResourceKey.CONNECTOR_INSTANCES,
          ResourceKey.CONNECTOR_CPU,
          ResourceKey.CONNECTOR_THROUGHPUT ->
          connectors.add(key.of("")) ? connector(key) : List.of();
      case ResourceKey.SQL_CONNECTION_BUDGET -> database(key);
      case ResourceKey.SQL_CONNECTIONS ->
          series.containsKey(key.of(ResourceKey.SQL_CONNECTION_BUDGET)) ? List.of() : database(key);
      default -> List.of();
    };
  }

  private List<Advice> instances(ResourceKey key) {
    return service(key, whole(limit(key)), null, null, null, 0);
  }

  private List<Advice> concurrency(ResourceKey key) {
    Integer each = ToldSize.concurrency(limitFrom(key));
    return service(key, null, each, null, null, 0);
  }

  private List<Advice> memory(ResourceKey key) {
    if (!key.kind().equals(ResourceKey.SERVICE)) {
      return List.of();
    }
    ResourceKey memory = key.of(ResourceKey.MEMORY);
    Double exits = peak(key.of(ResourceKey.MEMORY_EXITS));
    return service(
        key,
        null,
        null,
        ToldSize.memoryMib(limitFrom(memory)),
        peak(memory),
        exits == null ? 0 : Math.round(exits));
  }

  private List<Advice> service(
      ResourceKey key,
      @Nullable Integer most,
      @Nullable Integer concurrency,
      @Nullable Integer memoryMib,
      @Nullable Double memory,
      long exits) {
    return Sizing.of(
        new Sizing.Service(
            key.component(),
            most,
            concurrency,
            orZero(peak(key.of(ResourceKey.INSTANCES))),
            orZero(peak(key.of(ResourceKey.CONCURRENT_REQUESTS))),
            peak(key.of(ResourceKey.CPU)),
            memoryMib,
            memory,
            exits));
  }

  private List<Advice> connector(ResourceKey key) {
    ToldSize.Connector told =
        ToldSize.connector(limitFrom(key.of(ResourceKey.CONNECTOR_THROUGHPUT)));
    if (told == null) {
      told = ToldSize.connector(limitFrom(key.of(ResourceKey.CONNECTOR_INSTANCES)));
    }
    return Sizing.of(
        new Sizing.Connector(
            key.component(),
            told == null ? null : told.machine(),
            told == null ? null : told.least(),
            told == null ? null : Integer.valueOf(told.most()),
            peak(key.of(ResourceKey.CONNECTOR_INSTANCES)),
            peak(key.of(ResourceKey.CONNECTOR_CPU)),
            peak(key.of(ResourceKey.CONNECTOR_THROUGHPUT))));
  }

  private List<Advice> database(ResourceKey key) {
    Series budget = series.get(key.of(ResourceKey.SQL_CONNECTION_BUDGET));
    Double most = limit(key);
    return Sizing.of(
        new Sizing.Database(
            key.component(),
            whole(most == null ? limit(key.of(ResourceKey.SQL_CONNECTIONS)) : most),
            peak(key.of(ResourceKey.SQL_CONNECTIONS)),
            budget == null
                ? List.of()
                : budget.standing().shares().stream()
                    .map(
                        share -> new Sizing.Share(share.service(), share.instances(), share.each()))
                    .toList()));
  }

  private @Nullable Double peak(ResourceKey key) {
    Series known = series.get(key);
    Used used = known == null ? null : known.between(to - LATEST_MICROS, to);
    return used == null ? null : Double.valueOf(used.peak());
  }

  private @Nullable Double limit(ResourceKey key) {
    Series known = series.get(key);
    return known == null ? null : known.standing().limit();
  }

  private String limitFrom(ResourceKey key) {
    Series known = series.get(key);
    return known == null ? "" : known.standing().limitFrom();
  }

  private static @Nullable Integer whole(@Nullable Double limit) {
    return limit == null || limit < 1 ? null : Integer.valueOf((int) Math.min(limit, 1e9));
  }

  private static double orZero(@Nullable Double peak) {
    return peak == null ? 0 : peak;
  }
}
