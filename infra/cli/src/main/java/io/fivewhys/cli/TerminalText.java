// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What strangers logged, as text for a terminal: on lines of a given width, without anything that a
 * terminal obeys or hides.
 */
final class TerminalText {

  /** What every line of ours fits into. */
  static final int WIDTH = 100;

  /** A whole terminal sequence, or what is left of a broken one. */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]|(?:\\x1b\\]|\\x9d)[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?");

  /** Controls, direction marks, separators, lone surrogates. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

  private TerminalText() {}

  /** On one line. */
  static String plain(String text) {
    return visible(text).strip().replaceAll("\\s+", " ");
  }

  /** On one line, with all its blanks: for what is to be copied. */
  static String visible(String text) {
    return UNSEEN.matcher(SEQUENCE.matcher(text).replaceAll("")).replaceAll(" ");
  }

  /** At most so many lines, the last of them "…" where that is not all. */
  static List<String> wrapped(String text, int width, int mostLines) {
    List<String> lines = new ArrayList<>();
    String rest = plain(text);
    while (!rest.isEmpty() && lines.size() < mostLines) {
      int end = end(rest, width);
      lines.add(rest.substring(0, end).strip());
      rest = rest.substring(end).strip();
    }
    if (!rest.isEmpty()) {
      lines.add("…");
    }
    return lines;
  }

  /** In at most so many characters. */
  static String cut(String text, int width) {
    String plain = plain(text);
    return length(plain) <= width
        ? plain
        : plain.substring(0, plain.offsetByCodePoints(0, width - 1)) + "…";
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  static String instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Where the line ends: at its last space, or, without one, where it is full. */
  private static int end(String text, int width) {
    if (length(text) <= width) {
      return text.length();
    }
    int full = text.offsetByCodePoints(0, width);
    int space = text.lastIndexOf(' ', full);
    return space > 0 ? space : full;
  }
}
