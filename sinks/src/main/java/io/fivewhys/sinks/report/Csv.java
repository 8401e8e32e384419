// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of CSV as RFC 4180 has them. A text that a spreadsheet would take for a formula gets an
 * apostrophe in front, and so does what begins a cell of its own inside a text where semicolons,
 * tabs or lines part the cells; numbers of ours stay numbers.
 */
final class Csv {

  /** The wide ones are the same to spreadsheets of East Asia. */
  private static final String FORMULA_BEGINS = "=+-@\uff1d\uff0b\uff0d\uff20";

  private static final String WHITE_BEGINS = "\t\r\n";
  private static final String PARTS_CELLS = ";\t\r\n";

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
    StringBuilder harmless = new StringBuilder(text.length() + 1);
    if (!text.isEmpty() && WHITE_BEGINS.indexOf(text.charAt(0)) >= 0) {
      harmless.append('\'');
    }
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (begins && FORMULA_BEGINS.indexOf(c) >= 0) {
        harmless.append('\'');
      }
      // Blanks and quotes before it do not hide a formula.
      begins = PARTS_CELLS.indexOf(c) >= 0 || begins && (c == '"' || Character.isWhitespace(c));
      harmless.append(c);
    }
    return harmless.toString();
  }

  private static String quoted(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
