// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.pubsub;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the filter language: {@code attributes:k}, {@code attributes.k = "v"}, {@code !=}, {@code
 * hasPrefix(attributes.k, "p")}, joined by AND or OR, negated by NOT or a minus, grouped by
 * parentheses, which are needed where AND meets OR.
 */
final class FilterParser {

  private static final int MAX_BYTES = 256;
  private static final int MAX_DEPTH = 32;

  private final String text;
  private int at;
  private int depth;

  FilterParser(String text) {
    this.text = text;
  }

  Filter parse() {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw Status.INVALID_ARGUMENT
          .withDescription("a filter has at most " + MAX_BYTES + " bytes")
          .asRuntimeException();
    }
    Filter filter = expression();
    if (at < text.length()) {
      throw expected("AND, OR or the end");
    }
    return filter;
  }

  private Filter expression() {
    Filter first = term();
    if (word("AND")) {
      return new Filter.All(terms(first, "AND", "OR"));
    }
    return word("OR") ? new Filter.Any(terms(first, "OR", "AND")) : first;
  }

  private List<Filter> terms(Filter first, String operator, String other) {
    List<Filter> terms = new ArrayList<>(List.of(first));
    do {
      terms.add(term());
    } while (word(operator));
    if (looksAt(other)) {
      throw expected("parentheses where AND meets OR");
    }
    return terms;
  }

  private Filter term() {
    if (++depth > MAX_DEPTH) {
      throw expected("no deeper nesting");
    }
    try {
      if (word("NOT") || sign("-")) {
        return new Filter.Not(term());
      }
      if (sign("(")) {
        Filter inner = expression();
        require(")");
        return inner;
      }
      return comparison();
    } finally {
      depth--;
    }
  }

  private Filter comparison() {
    if (word("hasPrefix")) {
      require("(");
      requireAttributes();
      require(".");
      String key = key();
      require(",");
      String prefix = quoted();
      require(")");
      return new Filter.HasPrefix(key, prefix);
    }
    requireAttributes();
    if (sign(":")) {
      return new Filter.Has(key());
    }
    require(".");
    String key = key();
    if (sign("!=")) {
      return new Filter.Not(new Filter.Is(key, quoted()));
    }
    require("=");
    return new Filter.Is(key, quoted());
  }

  private void requireAttributes() {
    if (!word("attributes")) {
      throw expected("attributes, hasPrefix, NOT or (");
    }
  }

  private String key() {
    blanks();
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int from = at;
    while (at < text.length() && isKeyPart(text.charAt(at))) {
      at++;
    }
    if (from == at) {
      throw expected("an attribute's key");
    }
    return text.substring(from, at);
  }

  private static boolean isKeyPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }

  private String quoted() {
    require("\"");
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escaped() : c);
    }
    if (at == text.length()) {
      throw expected("a closing quotation mark");
    }
    at++;
    return value.toString();
  }

  private char escaped() {
    if (at == text.length()) {
      throw expected("an escaped character");
    }
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'u' -> code(4, 16);
      case 'x' -> code(2, 16);
      case '0', '1', '2', '3' -> {
        at--;
        yield code(3, 8);
      }
      case '\\', '"', '\'' -> c;
      default -> throw expected("an escape such as \\\" or \\u0041");
    };
  }

  private char code(int digits, int radix) {
    int from = at;
    try {
      at += digits;
      return (char) Integer.parseInt(text, from, at, radix);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      at = from;
      throw expected(digits + " digits of base " + radix);
    }
  }

  private boolean word(String word) {
    if (!looksAt(word)) {
      return false;
    }
    at += word.length();
    return true;
  }

  private boolean looksAt(String word) {
    blanks();
    int end = at + word.length();
    return text.startsWith(word, at) && (end == text.length() || !isKeyPart(text.charAt(end)));
  }

  private boolean sign(String sign) {
    blanks();
    if (!text.startsWith(sign, at)) {
      return false;
    }
    at += sign.length();
    return true;
  }

  private void require(String sign) {
    if (!sign(sign)) {
      throw expected(sign);
    }
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private StatusRuntimeException expected(String what) {
    return Status.INVALID_ARGUMENT
        .withDescription(
            "the filter is not understood at character %d: expected %s in %s"
                .formatted(at + 1, what, text))
        .asRuntimeException();
  }
}
