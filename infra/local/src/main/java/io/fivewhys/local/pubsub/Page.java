// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;

/** Part of a list, and the token for the next part; an empty one ends it. */
record Page<T>(List<T> items, String nextToken) {

  private static final int DEFAULT_SIZE = 1000;

  /** Those whose names begin with the prefix, after the name that the token is. */
  static <T> Page<T> of(NavigableMap<String, T> all, String prefix, int size, String token) {
    int limit = size > 0 ? Math.min(size, DEFAULT_SIZE) : DEFAULT_SIZE;
    String from = token.startsWith(prefix) ? token : prefix;
    List<T> items = new ArrayList<>();
    String last = "";
    for (var entry : all.tailMap(from, false).entrySet()) {
      if (!entry.getKey().startsWith(prefix)) {
        break;
      }
      if (items.size() == limit) {
        return new Page<>(items, last);
      }
      items.add(entry.getValue());
      last = entry.getKey();
    }
    return new Page<>(items, "");
  }
}
