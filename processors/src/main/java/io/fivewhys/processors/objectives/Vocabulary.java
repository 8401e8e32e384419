// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that each kind of section in {@code fivewhys.yaml} knows. */
enum Vocabulary {
  FILE("objectives", "silences", "maintenance", "expect", "incidents", "settings"),
  OBJECTIVE(
      "name",
      "service",
      "project",
      "location",
      "availability",
      "latency",
      "auth",
      "startup",
      "sql",
      "redis",
      "journey",
      "under",
      "reachable",
      "target"),
  LATENCY("under", "target"),
  JOURNEY("total", "good", "under"),
  MATCH("service", "route", "line"),
  PAUSE("service", "project", "location", "from", "to", "reason"),
  EXPECTATION("service", "project", "location", "source", "within"),
  INCIDENTS("quiet", "reopen", "checkpoints");

  /** Further from any key than this, a typing error is no explanation. */
  private static final int MAX_SLIPS = 2;

  final List<String> keys;

  Vocabulary(String... keys) {
    this.keys = List.of(keys);
  }

  /** What is wrong with a key that is not known, and what may have been meant. */
  static String unknown(String key, List<String> keys) {
    String meant = meant(key, keys);
    return "unknown key '%s', %s"
        .formatted(
            key,
            meant != null
                ? "did you mean '" + meant + "'?"
                : "known here: " + String.join(", ", keys));
  }

  /** The key that a typing error was made in; null where none is near. */
  static @Nullable String meant(String key, List<String> keys) {
    String nearest = Collections.min(keys, Comparator.comparingInt(known -> slips(key, known)));
    int slips = slips(key, nearest);
    return slips <= MAX_SLIPS && slips < nearest.length() - 1 ? nearest : null;
  }

  /** Letters to change, add or drop to get from one word to the other (Levenshtein's distance). */
  private static int slips(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
