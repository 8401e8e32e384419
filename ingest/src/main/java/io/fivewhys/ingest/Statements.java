// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.SqlEvent;
import io.fivewhys.SqlEventKind;
import org.jspecify.annotations.Nullable;

/** SQL text without its literals, and the events made of it. */
final class Statements {

  private static final int LONGEST_NAME = 100;

  private Statements() {}

  /**
   * Literals as '?': quoted, dollar-quoted and numeric ones. One that the text ends in is masked to
   * the end. Names in double quotes remain, unless those quote values too, as in MySQL.
   */
  static String withoutLiterals(String sql, boolean doubleQuotesQuoteValues) {
    StringBuilder out = new StringBuilder(sql.length());
    int length = sql.length();
    for (int at = 0; at < length; ) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' && doubleQuotesQuoteValues) {
        at = quoteEnd(sql, at, c);
        out.append('?');
      } else if (c == '"') {
        int end = quoteEnd(sql, at, c);
        out.append(sql, at, end);
        at = end;
      } else if (c == '$' && dollarTag(sql, at) > 0) {
        int tagEnd = dollarTag(sql, at);
        int close = sql.indexOf(sql.substring(at, tagEnd), tagEnd);
        at = close < 0 ? length : close + tagEnd - at;
        out.append('?');
      } else if (c >= '0' && c <= '9' && !continuesName(out)) {
        while (at < length && isNumber(sql.charAt(at))) {
          at++;
        }
        out.append('?');
      } else {
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private static int quoteEnd(String sql, int open, char quote) {
    for (int i = open + 1; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
          i++;
        } else {
          return i + 1;
        }
      }
    }
    return sql.length();
  }

  /** End of {@code $tag$}, 0 for a parameter such as $1 or anything else. */
  private static int dollarTag(String sql, int at) {
    for (int i = at + 1; i < sql.length() && i < at + 64; i++) {
      char c = sql.charAt(i);
      if (c == '$') {
        return i + 1;
      }
      if (!Character.isLetter(c) && c != '_' && !(i > at + 1 && Character.isDigit(c))) {
        return 0;
      }
    }
    return 0;
  }

  private static boolean continuesName(StringBuilder out) {
    if (out.isEmpty()) {
      return false;
    }
    char before = out.charAt(out.length() - 1);
    return Character.isLetterOrDigit(before) || before == '_' || before == '$';
  }

  private static boolean isNumber(char c) {
    return c >= '0' && c <= '9' || c == '.' || (c | 0x20) >= 'a' && (c | 0x20) <= 'f' || c == 'x';
  }

  /** An event of masked text, with what else is known left empty. */
  static SqlEvent event(SqlEventKind kind, String level, String masked) {
    String redacted = Redaction.redact(masked);
    String signature = Signature.mask(redacted);
    SqlEvent event = new SqlEvent();
    event.setKind(kind);
    event.setLevel(level);
    event.setSignatureId(Hash64.of(signature));
    event.setSignature(signature);
    event.setExcerpt(Redaction.cut(redacted, Lines.LONGEST_EXCERPT));
    return event;
  }

  /** A name that the log gives, null for none. */
  static @Nullable String name(@Nullable String sent) {
    if (sent == null || sent.isEmpty() || sent.equals("[unknown]")) {
      return null;
    }
    return Redaction.redact(sent, LONGEST_NAME);
  }
}
