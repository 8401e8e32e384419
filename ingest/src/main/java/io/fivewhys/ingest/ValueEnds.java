// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import java.util.Set;

/** Where a value ends that begins here: quoted, bracketed, of one line, or up to a blank. */
final class ValueEnds {

  private final String text;
  private final char[] chars;
  private final int length;

  ValueEnds(TokenText in) {
    this.text = in.text;
    this.chars = in.chars;
    this.length = in.length;
  }

  /** Behind the value: quoted, bracketed, or up to a blank; in a query up to its next member. */
  int valueEnd(int value, boolean query) {
    if (value >= length) {
      return value;
    }
    int begin = value;
    while (begin < length && begin < value + 4 && chars[begin] == '\\') {
      begin++;
    }
    char open = begin < length ? chars[begin] : ' ';
    if (open == '"' || open == '\'' || open == '`') {
      return quoteEnd(begin + 1, open, begin - value);
    }
    if (open == '[' || open == '{') {
      int close = bracketEnd(begin);
      while (close < length && !isSeparator(chars[close])) {
        close++;
      }
      return close;
    }
    int end = plainEnd(value, query);
    if (end < length && chars[end] == ' ' && isScheme(value, end)) {
      end = plainEnd(end + 1, query);
    }
    return end;
  }

  /** A separator at the very end is punctuation of the text around. */
  int plainEnd(int value, boolean query) {
    int end = value;
    while (end < length && chars[end] > ' ' && !(query && "&#\"".indexOf(chars[end]) >= 0)) {
      end++;
    }
    int shortest = Math.max(value, end - 4);
    while (end > shortest && isSeparator(chars[end - 1])) {
      end--;
    }
    return end;
  }

  int lineEnd(int value) {
    if (value < length && (chars[value] == '"' || chars[value] == '\'')) {
      return valueEnd(value, false);
    }
    int end = value;
    while (end < length && "\n\r\"'".indexOf(chars[end]) < 0) {
      end++;
    }
    return end;
  }

  /** End of a number, true, false or null as a member of a JSON object; else 0. */
  int literalEnd(int value) {
    int end = value;
    while (end < length && (Character.isLetterOrDigit(chars[end]) || chars[end] == '.')) {
      end++;
    }
    boolean literal =
        end > value
            && (Character.isDigit(chars[value])
                || Set.of("true", "false", "null").contains(text.substring(value, end)));
    return literal && end < length && ",}".indexOf(chars[end]) >= 0 ? end : 0;
  }

  /** Behind the bracket that closes the one here; those in strings do not count. */
  private int bracketEnd(int begin) {
    int nested = 0;
    int backslashes = 0;
    for (int i = begin; i < length; i++) {
      char c = chars[i];
      if (c == '"') {
        i = quoteEnd(i + 1, c, backslashes) - 1;
      } else if (c == '[' || c == '{') {
        nested++;
      } else if ((c == ']' || c == '}') && --nested == 0) {
        return i + 1;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return length;
  }

  /** The closing quote has as many backslashes before it as the opening one. */
  private int quoteEnd(int from, char quote, int backslashes) {
    int run = 0;
    for (int i = from; i < length; i++) {
      char c = chars[i];
      if (c == '\\') {
        run++;
      } else {
        if (c == quote && (backslashes == 0 ? run % 2 == 0 : run <= backslashes)) {
          return i + 1;
        }
        run = 0;
      }
    }
    return length;
  }

  private boolean isScheme(int begin, int end) {
    int size = end - begin;
    return size == 6 && text.regionMatches(true, begin, "bearer", 0, 6)
        || size == 5 && text.regionMatches(true, begin, "basic", 0, 5)
        || size == 5 && text.regionMatches(true, begin, "token", 0, 5)
        || size == 6 && text.regionMatches(true, begin, "digest", 0, 6);
  }

  static boolean isSeparator(char c) {
    return c <= ' ' || "\"'`,;&)]}<>|".indexOf(c) >= 0;
  }

  static boolean isBeforeValue(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ':' || c == '=' || c == '>';
  }
}
