// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.warehouse;

/**
 * Counts the statements of a text of SQL as DuckDB splits it: at semicolons outside of strings,
 * quoted names and comments. The driver runs them all and gives what the last one gave, without a
 * way to ask how many there are.
 */
final class Statements {

  private final String sql;
  private int at;

  private Statements(String sql) {
    this.sql = sql;
  }

  static int count(String sql) {
    return new Statements(sql).count();
  }

  private int count() {
    int count = 0;
    boolean begun = false;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';') {
        begun = false;
        at++;
      } else if (Character.isWhitespace(c)) {
        at++;
      } else if (sql.startsWith("--", at)) {
        skipLine();
      } else if (sql.startsWith("/*", at)) {
        skipComment();
      } else {
        count += begun ? 0 : 1;
        begun = true;
        skipToken(c);
      }
    }
    return count;
  }

  private void skipLine() {
    while (at < sql.length() && sql.charAt(at) != '\n' && sql.charAt(at) != '\r') {
      at++;
    }
  }

  /** Comments nest. */
  private void skipComment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
  }

  private void skipToken(char first) {
    if (first == '\'' || first == '"') {
      skipQuoted(first, false);
    } else if (first == '$') {
      skipDollars();
    } else if (isWord(first)) {
      skipWord();
    } else {
      at++;
    }
  }

  /** A doubled quote ends one string and starts the next, which comes to the same. */
  private void skipQuoted(char quote, boolean backslashEscapes) {
    at++;
    while (at < sql.length() && sql.charAt(at) != quote) {
      at += backslashEscapes && sql.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    if (backslashEscapes && at < sql.length() && sql.charAt(at) == quote) {
      skipQuoted(quote, true);
    }
  }

  /** {@code $tag$ text $tag$}, or a parameter such as {@code $1}. */
  private void skipDollars() {
    int end = at + 1;
    while (end < sql.length() && isWord(sql.charAt(end)) && sql.charAt(end) != '$') {
      end++;
    }
    boolean parameter = end > at + 1 && Character.isDigit(sql.charAt(at + 1));
    if (parameter || end >= sql.length() || sql.charAt(end) != '$') {
      at = end;
      return;
    }
    String tag = sql.substring(at, end + 1);
    int close = sql.indexOf(tag, end + 1);
    at = close < 0 ? sql.length() : close + tag.length();
  }

  /** A dollar within a word starts no string; {@code e'…'} is a string with escapes. */
  private void skipWord() {
    int start = at;
    while (at < sql.length() && isWord(sql.charAt(at))) {
      at++;
    }
    boolean escapes = at == start + 1 && (sql.charAt(start) == 'e' || sql.charAt(start) == 'E');
    if (escapes && at < sql.length() && sql.charAt(at) == '\'') {
      skipQuoted('\'', true);
    }
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
  }
}
