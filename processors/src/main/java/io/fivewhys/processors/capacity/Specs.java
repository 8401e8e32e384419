// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The revisions of one service that became ready: the latest, and whichever are still needed. */
final class Specs {

  private static final int MOST = 20;

  private final TreeMap<String, Spec> known = new TreeMap<>();

  /** Returns what is known of the revision now. */
  Spec learn(Spec spec) {
    return known.merge(spec.revision(), spec, Spec::and);
  }

  /**
   * Drops the oldest past the most that are kept, but for those that serve; returns their names.
   */
  List<String> drop(Set<String> serving) {
    List<String> dropped = new ArrayList<>();
    List<Spec> old =
        known.values().stream()
            .filter(spec -> !serving.contains(spec.revision()))
            .sorted(Comparator.reverseOrder())
            .skip(MOST)
            .toList();
    old.forEach(spec -> dropped.add(spec.revision()));
    dropped.forEach(known::remove);
    return dropped;
  }

  @Nullable Spec of(String revision) {
    return known.get(revision);
  }

  /** The youngest that was ready before a time; the service's template where none is known. */
  @Nullable Spec latestReady(long before) {
    return known.values().stream()
        .filter(spec -> !spec.revision().isEmpty() && spec.announcedAt() < before)
        .max(Comparator.naturalOrder())
        .orElseGet(() -> template(before));
  }

  private @Nullable Spec template(long before) {
    Spec template = known.get("");
    return template != null && template.announcedAt() < before ? template : null;
  }

  Collection<Spec> all() {
    return known.values();
  }

  Set<String> names() {
    return new TreeSet<>(known.keySet());
  }
}
