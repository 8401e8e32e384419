// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of CSV as RFC 4180 has them. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front; numbers of ours stay numbers.
 */
final class Csv {

  private static final String FORMULA_BEGINS = "=+-@\t\r";

  private Csv() {}

  /**
   * @param cells text, or what is none: a number, a truth, a time; null is an empty cell
   */
  static String line(List<? extends @Nullable Object> cells) {
    List<String> texts = new ArrayList<>(cells.size());
    for (Object cell : cells) {
      texts.add(cell(cell));
    }
    return String.join(",", texts) + "\r\n";
  }

  private static String cell(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> quoted(harmless(text));
      default -> value.toString();
    };
  }

  private static String harmless(String text) {
    return !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
