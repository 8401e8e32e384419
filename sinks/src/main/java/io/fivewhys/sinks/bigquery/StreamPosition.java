// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.bigquery;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a source has come in the write stream of one table. Rows are numbered from the saved
 * place of the source on: 0 is the first row that comes from what follows that place.
 *
 * @param stream last part of the stream's name; its table is known
 * @param nextRow rows in the stream up to the place, which is the offset of the next one
 * @param done rows after the place, from number 0 on, that landed in an earlier stream
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

  /** {@code stream|nextRow}, and {@code |done|refused,refused} where there is any. */
  String text() {
    String text = stream + '|' + nextRow;
    return done == 0 && refused.isEmpty()
        ? text
        : text
            + '|'
            + done
            + '|'
            + String.join(",", refused.stream().map(String::valueOf).toList());
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
    for (String number : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      numbers.add(Long.valueOf(number));
    }
    return numbers;
  }
}
