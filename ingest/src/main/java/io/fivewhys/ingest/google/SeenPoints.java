// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest.google;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/** Which points were handed on already, as far back as they are asked for again. */
final class SeenPoints {

  private final TreeMap<Instant, Set<String>> seriesByEnd = new TreeMap<>();

  /** Whether it is seen for the first time. */
  boolean add(String series, Instant end) {
    return seriesByEnd.computeIfAbsent(end, at -> new HashSet<>()).add(series);
  }

  /** It is to come again. */
  void remove(String series, Instant end) {
    Set<String> known = seriesByEnd.get(end);
    if (known != null) {
      known.remove(series);
    }
  }

  /** What ended earlier will not be asked for again. */
  void forgetBefore(Instant time) {
    seriesByEnd.headMap(time).clear();
  }
}
