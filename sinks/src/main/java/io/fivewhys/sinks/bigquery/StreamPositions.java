// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The positions that one source has, by write stream, as the text {@code
 * table=position;table=position}.
 */
final class StreamPositions {

  private StreamPositions() {}

  static String text(Map<String, StreamPosition> positions) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(positions).forEach((table, position) -> parts.add(table + '=' + position.text()));
    return String.join(";", parts);
  }

  /**
   * @throws IllegalArgumentException for a text that {@link #text} did not write
   */
  static Map<String, StreamPosition> parse(String text) {
    Map<String, StreamPosition> positions = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(";", -1)) {
      int equals = part.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "not positions of write streams: '" + text + "', expected table=stream|nextRow");
      }
      positions.put(part.substring(0, equals), StreamPosition.parse(part.substring(equals + 1)));
    }
    return positions;
  }
}
