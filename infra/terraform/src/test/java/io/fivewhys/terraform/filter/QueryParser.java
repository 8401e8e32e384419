// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.google.re2j.PatternSyntaxException;
import io.fivewhys.terraform.filter.Comparison.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a query of Cloud Logging. NOT binds most, then OR, then AND, which is not how most
 * languages have it; terms beside each other are joined by AND.
 */
final class QueryParser {

  private static final String ENDS_WORD = "()\"=<>:!~,";

  /** The longer before what they begin with. */
  private static final List<Operator> OPERATORS =
      List.of(
          Operator.NOT_EQUAL,
          Operator.UNLIKE,
          Operator.LIKE,
          Operator.AT_MOST,
          Operator.AT_LEAST,
          Operator.EQUAL,
          Operator.LESS,
          Operator.GREATER,
          Operator.HAS);

  private interface Term {
    Query read();
  }

  private final String text;
  private int at;

  QueryParser(String text) {
    this.text = text;
  }

  Query parse() {
    Query query = all(this::restriction);
    if (at < text.length()) {
      throw fault("nothing is open that this would close");
    }
    return query;
  }

  private Query all(Term term) {
    List<Query> parts = new ArrayList<>(List.of(any(term)));
    for (skip(); at < text.length() && text.charAt(at) != ')'; skip()) {
      word("AND");
      parts.add(any(term));
    }
    return parts.size() == 1 ? parts.getFirst() : new Query.All(parts);
  }

  private Query any(Term term) {
    List<Query> parts = new ArrayList<>(List.of(maybeNot(term)));
    while (word("OR")) {
      parts.add(maybeNot(term));
    }
    return parts.size() == 1 ? parts.getFirst() : new Query.Any(parts);
  }

  private Query maybeNot(Term term) {
    if (word("NOT") || sign("-")) {
      return new Query.Not(maybeNot(term));
    }
    if (sign("(")) {
      Query inner = all(term);
      if (!sign(")")) {
        throw fault("a closing parenthesis is missing");
      }
      return inner;
    }
    return term.read();
  }

  /** A function, a comparison, or a text that any field may have. */
  private Query restriction() {
    skip();
    int from = at;
    if (at == text.length() || text.charAt(at) == ')') {
      throw fault("a name or a value is missing");
    }
    boolean quoted = text.charAt(at) == '"';
    List<String> path = quoted ? List.of(quoted()) : path();
    if (!quoted && at < text.length() && text.charAt(at) == '(') {
      return function(path, from);
    }
    Operator operator = operator();
    if (operator == null) {
      if (!quoted && List.of("AND", "OR", "NOT").contains(path.getFirst())) {
        at = from;
        throw fault("there is nothing to join");
      }
      return Comparison.of(List.of(), Operator.HAS, String.join(".", path));
    }
    if (!Fields.isKnown(path.getFirst())) {
      at = from;
      throw fault("log entries have no field " + path.getFirst());
    }
    return maybeValues(path, operator);
  }

  /** One value, or several in parentheses: {@code severity = (ERROR OR ALERT)}. */
  private Query maybeValues(List<String> path, Operator operator) {
    skip();
    return at < text.length() && text.charAt(at) == '('
        ? maybeNot(() -> comparison(path, operator))
        : comparison(path, operator);
  }

  private Query comparison(List<String> path, Operator operator) {
    skip();
    int from = at;
    boolean quoted = at < text.length() && text.charAt(at) == '"';
    String value = quoted ? quoted() : bare();
    if (!quoted && operator == Operator.HAS && value.equals("*")) {
      return Comparison.of(path, Operator.EXISTS, value);
    }
    if (path.getFirst().equals("severity") && !Comparison.isSeverity(operator, value)) {
      at = from;
      throw fault("no severity");
    }
    try {
      return Comparison.of(path, operator, value);
    } catch (PatternSyntaxException e) {
      at = from;
      throw fault("no pattern of RE2: " + e.getDescription());
    }
  }

  private Query function(List<String> name, int from) {
    sign("(");
    Query call =
        switch (String.join(".", name)) {
          case "log_id" -> new Query.LogId(argument());
          case "sample" -> sample();
          default -> {
            at = from;
            throw fault("the function " + String.join(".", name) + " is not read here");
          }
        };
    if (!sign(")")) {
      throw fault("a closing parenthesis is missing");
    }
    return call;
  }

  private Query sample() {
    skip();
    List<String> path = path();
    if (!sign(",")) {
      throw fault("a comma is missing");
    }
    skip();
    int from = at;
    String fraction = bare();
    if (!fraction.matches("[01](\\.\\d+)?")) {
      at = from;
      throw fault("a fraction from 0 to 1 is missing");
    }
    return new Query.Sample(path, Double.parseDouble(fraction));
  }

  private String argument() {
    skip();
    if (at == text.length() || text.charAt(at) != '"') {
      throw fault("a quoted text is missing");
    }
    return quoted();
  }

  /** {@code labels."compute.googleapis.com/name"} is two names. */
  private List<String> path() {
    List<String> names = new ArrayList<>();
    do {
      boolean quoted = !names.isEmpty() && at < text.length() && text.charAt(at) == '"';
      names.add(quoted ? quoted() : name());
    } while (at < text.length() && text.charAt(at) == '.' && at++ >= 0);
    return names;
  }

  private String name() {
    String word = bare();
    int dot = word.indexOf('.');
    if (dot > 0) {
      at -= word.length() - dot;
      return word.substring(0, dot);
    }
    return word;
  }

  private String bare() {
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && ENDS_WORD.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (at == from) {
      throw fault("a name or a value is missing");
    }
    return text.substring(from, at);
  }

  private String quoted() {
    int from = at;
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
        value.append(escaped());
      } else {
        value.append(text.charAt(at));
      }
    }
    if (at == text.length()) {
      at = from;
      throw fault("a quote is never closed");
    }
    at++;
    return value.toString();
  }

  /** Of what is no escape the backslash stays, as patterns need it. */
  private String escaped() {
    char c = text.charAt(at);
    int letter = "abfnrtv\"\\".indexOf(c);
    if (letter >= 0) {
      return String.valueOf("\u0007\b\f\n\r\t\u000b\"\\".charAt(letter));
    }
    if (c == 'u' && text.substring(at).matches("(?s)u[0-9a-fA-F]{4}.*")) {
      at += 4;
      return String.valueOf((char) Integer.parseInt(text.substring(at - 3, at + 1), 16));
    }
    return "\\" + c;
  }

  private @Nullable Operator operator() {
    skip();
    for (Operator operator : OPERATORS) {
      if (sign(operator.sign)) {
        return operator;
      }
    }
    return null;
  }

  private boolean word(String word) {
    skip();
    int end = at + word.length();
    boolean ends =
        end == text.length()
            || end < text.length()
                && (Character.isWhitespace(text.charAt(end))
                    || "(\"".indexOf(text.charAt(end)) >= 0);
    if (!text.startsWith(word, at) || !ends) {
      return false;
    }
    at = end;
    return true;
  }

  private boolean sign(String sign) {
    skip();
    boolean there = text.startsWith(sign, at);
    at += there ? sign.length() : 0;
    return there;
  }

  /** Blanks, and comments from two dashes to the end of the line. */
  private void skip() {
    while (at < text.length()) {
      if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (Character.isWhitespace(text.charAt(at))) {
        at++;
      } else {
        return;
      }
    }
  }

  private QueryFault fault(String message) {
    return new QueryFault(text, at, message);
  }
}
