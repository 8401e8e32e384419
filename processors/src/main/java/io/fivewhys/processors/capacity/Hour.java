// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.EnumMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** What was measured in one hour, by component, measure and minute, and which revisions served. */
final class Hour {

  /**
   * @param minute the last in which it had requests
   * @param requests in that
   */
  record Serving(int minute, long requests, String revision) implements Comparable<Serving> {
    @Override
    public int compareTo(Serving other) {
      int byMinute = Integer.compare(minute, other.minute);
      int byRequests = byMinute == 0 ? Long.compare(requests, other.requests) : byMinute;
      return byRequests == 0 ? revision.compareTo(other.revision) : byRequests;
    }
  }

  final TreeMap<Subject, EnumMap<Measure, TreeMap<Integer, Minute>>> measured = new TreeMap<>();

  /** By service, its revisions that had requests. */
  final TreeMap<Subject, TreeMap<String, Serving>> serving = new TreeMap<>();

  Minute minute(Subject subject, Measure measure, int minute) {
    return measured
        .computeIfAbsent(subject, s -> new EnumMap<>(Measure.class))
        .computeIfAbsent(measure, m -> new TreeMap<>())
        .computeIfAbsent(minute, m -> new Minute());
  }

  /** Returns what is known of the revision now. */
  Serving serve(Subject service, Serving seen) {
    return serving
        .computeIfAbsent(service, s -> new TreeMap<>())
        .merge(seen.revision(), seen, (one, other) -> one.compareTo(other) >= 0 ? one : other);
  }

  /** The revision that had requests last; null where none had. */
  @Nullable String serving(Subject service) {
    return serving.getOrDefault(service, new TreeMap<>()).values().stream()
        .max(Serving::compareTo)
        .map(Serving::revision)
        .orElse(null);
  }

  Set<String> served(Subject service) {
    return serving.getOrDefault(service, new TreeMap<>()).keySet();
  }

  /**
   * Minute by minute.
   *
   * @param joined of a minute that several measured; from the first measure to the last
   */
  SortedMap<Integer, Double> minutes(
      Subject subject, DoubleBinaryOperator joined, Measure... measures) {
    TreeMap<Integer, Double> minutes = new TreeMap<>();
    EnumMap<Measure, TreeMap<Integer, Minute>> known = measured.get(subject);
    for (Measure measure : measures) {
      TreeMap<Integer, Minute> values = known == null ? null : known.get(measure);
      if (values != null) {
        values.forEach(
            (minute, value) -> minutes.merge(minute, value.value(measure), joined::applyAsDouble));
      }
    }
    return minutes;
  }
}
