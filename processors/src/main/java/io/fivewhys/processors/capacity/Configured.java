// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Settings of components as they were told over time, so that an hour is held against what held at
 * its end and not against what came after. An empty text is a setting that was taken back.
 */
final class Configured {

  /** Told what is no longer kept. */
  interface Forgotten {
    void forget(Subject subject, String field, long at);
  }

  private final TreeMap<Subject, TreeMap<String, TreeMap<Long, String>>> known = new TreeMap<>();

  /**
   * @param at nanoseconds
   * @return whether anything was learnt
   */
  boolean learn(Subject subject, String field, long at, String value) {
    TreeMap<Long, String> values =
        known
            .computeIfAbsent(subject, s -> new TreeMap<>())
            .computeIfAbsent(field, f -> new TreeMap<>());
    Map.Entry<Long, String> before = values.floorEntry(at);
    if (before != null
        && (before.getKey() == at
            ? before.getValue().compareTo(value) >= 0
            : before.getValue().equals(value) && values.higherEntry(at) == null)) {
      return false;
    }
    values.put(at, value);
    return true;
  }

  void restore(Subject subject, String field, long at, String value) {
    known
        .computeIfAbsent(subject, s -> new TreeMap<>())
        .computeIfAbsent(field, f -> new TreeMap<>())
        .put(at, value);
  }

  /** Null where nothing was told before that time, or it was taken back. */
  @Nullable String value(Subject subject, String field, long at) {
    Map.Entry<Long, String> value = entry(subject, field, at);
    return value == null || value.getValue().isEmpty() ? null : value.getValue();
  }

  /** When it was last told; {@link Long#MIN_VALUE} where it was not, or was taken back. */
  long since(Subject subject, String field, long at) {
    Map.Entry<Long, String> value = entry(subject, field, at);
    return value == null || value.getValue().isEmpty() ? Long.MIN_VALUE : value.getKey();
  }

  private Map.@Nullable Entry<Long, String> entry(Subject subject, String field, long at) {
    TreeMap<String, TreeMap<Long, String>> fields = known.get(subject);
    TreeMap<Long, String> values = fields == null ? null : fields.get(field);
    return values == null ? null : values.lowerEntry(at);
  }

  /** What was known before that time of all fields, those taken back left out. */
  TreeMap<String, String> values(Subject subject, long at) {
    TreeMap<String, String> values = new TreeMap<>();
    known
        .getOrDefault(subject, new TreeMap<>())
        .keySet()
        .forEach(field -> {
          String value = value(subject, field, at);
          if (value != null) {
            values.put(field, value);
          }
        });
    return values;
  }

  /** Every field of a subject is taken back. */
  void takeBack(Subject subject, long at, BiConsumer<String, String> learnt) {
    for (String field : values(subject, at).keySet()) {
      if (learn(subject, field, at, "")) {
        learnt.accept(field, "");
      }
    }
  }

  /** What was replaced before that time is needed no more. */
  void forgetBefore(long at, Forgotten forgotten) {
    known.forEach((subject, fields) ->
        fields.forEach((field, values) -> {
          Long last = values.lowerKey(at);
          while (last != null && values.firstKey() < last) {
            forgotten.forget(subject, field, values.pollFirstEntry().getKey());
          }
        }));
  }

  void forget(Subject subject, Forgotten forgotten) {
    TreeMap<String, TreeMap<Long, String>> fields = known.remove(subject);
    if (fields != null) {
      fields.forEach(
          (field, values) -> values.keySet().forEach(at -> forgotten.forget(subject, field, at)));
    }
  }
}
