// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import java.util.List;

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

  String unknown(String key) {
    return unknown(key, keys);
  }

  /** What is wrong with a key that is not known, and what may have been meant. */
  static String unknown(String key, List<String> keys) {
    String nearest = keys.get(0);
    for (String known : keys) {
      if (slips(key, known) < slips(key, nearest)) {
        nearest = known;
      }
    }
    int slips = slips(key, nearest);
    return "unknown key '%s', %s"
        .formatted(
            key,
            slips <= MAX_SLIPS && slips < nearest.length() - 1
                ? "did you mean '" + nearest + "'?"
                : "known here: " + String.join(", ", keys));
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
