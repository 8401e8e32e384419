// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Which errors one revision logged, by signature id, and in which minute last. Bounded: past the
 * limit, those not seen for longest are forgotten.
 */
final class SeenSignatures {

  static final int MOST = 10_000;

  private final TreeMap<String, Long> lastMinutes = new TreeMap<>();

  /** Returns whether this is news. */
  boolean add(String id, long minute) {
    Long before = lastMinutes.get(id);
    if (before != null && before >= minute) {
      return false;
    }
    lastMinutes.put(id, minute);
    return true;
  }

  boolean seenSince(String id, long minute) {
    Long last = lastMinutes.get(id);
    return last != null && last >= minute;
  }

  int size() {
    return lastMinutes.size();
  }

  List<String> ids() {
    return List.copyOf(lastMinutes.keySet());
  }

  /** A tenth at once, so that a flood of new ids does not sort them all for each. */
  void forgetExcess(Consumer<String> forgotten) {
    if (lastMinutes.size() > MOST) {
      List<String> oldest =
          lastMinutes.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Long>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(lastMinutes.size() - MOST + MOST / 10)
              .map(Map.Entry::getKey)
              .toList();
      oldest.forEach(id -> forget(id, forgotten));
    }
  }

  void forgetBefore(long minute, Consumer<String> forgotten) {
    List<String> old =
        lastMinutes.entrySet().stream()
            .filter(entry -> entry.getValue() < minute)
            .map(Map.Entry::getKey)
            .toList();
    old.forEach(id -> forget(id, forgotten));
  }

  private void forget(String id, Consumer<String> forgotten) {
    lastMinutes.remove(id);
    forgotten.accept(id);
  }
}
