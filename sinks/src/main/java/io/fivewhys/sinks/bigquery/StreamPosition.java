// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a source has come in the write stream of one table. Rows are numbered from the saved
 * place of the source on: 0 is the first row that comes from what follows that place. Where a batch
 * ended plays no part.
 *
 * @param stream last part of the stream's name; its table is known
 * @param nextRow offset in the stream of the row with number {@code done}, or of the next one after
 *     it that is not refused
 * @param done rows after the place, from number 0 on, that landed already, here or in an earlier
 *     stream
 * @param refused numbers of rows after the place that the warehouse refused, ascending
 */
public record StreamPosition(String stream, long nextRow, long done, List<Long> refused) {

  public StreamPosition {
    refused = List.copyOf(refused);
  }

  static StreamPosition at(String stream, long nextRow) {
    return new StreamPosition(stream, nextRow, 0, List.of());
  }

  StreamPosition refusing(List<Long> more) {
    List<Long> all = new ArrayList<>(refused);
    all.addAll(more);
    return new StreamPosition(stream, nextRow, done, all.stream().sorted().distinct().toList());
  }

  boolean refuses(long number) {
    return Collections.binarySearch(refused, number) >= 0;
  }

  /**
   * As seen from a place that is {@code rows} rows further on. The rows of a failed attempt may
   * have gone further than this, so what is known of later ones stays.
   */
  StreamPosition after(long rows, long reachedRow) {
    return new StreamPosition(
        stream,
        reachedRow,
        Math.max(0, done - rows),
        refused.stream().filter(number -> number >= rows).map(number -> number - rows).toList());
  }

  /**
   * As seen from a place that is {@code rows} rows further back.
   *
   * @param refusedThere what is known of refused rows, as numbered there
   */
  StreamPosition before(long rows, List<Long> refusedThere) {
    return new StreamPosition(stream, nextRow, done + rows, refusedThere);
  }

  /** {@code stream|nextRow}, and {@code |done|refused,first-last} where there is any. */
  String text() {
    String text = stream + '|' + nextRow;
    return done == 0 && refused.isEmpty() ? text : text + '|' + done + '|' + ranges(refused);
  }

  /** Neighbours as one range: Kafka keeps a few thousand characters, and they come in thousands. */
  private static String ranges(List<Long> ascending) {
    List<String> ranges = new ArrayList<>();
    for (int first = 0; first < ascending.size(); ) {
      int last = first;
      while (last + 1 < ascending.size() && ascending.get(last + 1) == ascending.get(last) + 1) {
        last++;
      }
      ranges.add(
          first == last
              ? String.valueOf(ascending.get(first))
              : ascending.get(first) + "-" + ascending.get(last));
      first = last + 1;
    }
    return String.join(",", ranges);
  }

  static StreamPosition parse(String text) {
    String[] parts = text.split("\\|", -1);
    try {
      return switch (parts.length) {
        case 2 -> at(parts[0], Long.parseLong(parts[1]));
        case 4 ->
            new StreamPosition(
                parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), numbers(parts[3]));
        default -> throw new IllegalArgumentException(parts.length + " parts");
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a position in a write stream: '" + text + "', expected stream|nextRow", e);
    }
  }

  private static List<Long> numbers(String text) {
    List<Long> numbers = new ArrayList<>();
    for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      int dash = range.indexOf('-');
      long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
      long last = dash < 0 ? first : Long.parseLong(range.substring(dash + 1));
      for (long number = first; number <= last; number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
