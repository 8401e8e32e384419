// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The last so many ids that were seen, for who hears of some of them again. */
final class SeenIds {

  private final int most;
  private final Map<String, Boolean> seen =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > most;
        }
      };

  SeenIds(int most) {
    this.most = most;
  }

  boolean contains(String id) {
    return seen.get(id) != null; // so that it counts as seen now
  }

  void add(String id) {
    seen.put(id, true);
  }
}
