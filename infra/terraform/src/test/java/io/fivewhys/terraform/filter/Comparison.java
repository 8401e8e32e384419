// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.terraform.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A field held against a value; with an empty path any field, of which one must have the value in
 * it. Texts are the same in small and in capital letters, except for patterns.
 *
 * @param value what is looked for; of an existence test {@code *}
 * @param pattern of {@code =~} and {@code !~}
 */
record Comparison(List<String> path, Operator operator, String value, @Nullable Pattern pattern)
    implements Query {

  private static final List<String> SEVERITIES =
      List.of(
          "DEFAULT",
          "DEBUG",
          "INFO",
          "NOTICE",
          "WARNING",
          "ERROR",
          "CRITICAL",
          "ALERT",
          "EMERGENCY");

  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">="),
    HAS(":"),
    LIKE("=~"),
    UNLIKE("!~"),
    EXISTS(":*");

    final String sign;

    Operator(String sign) {
      this.sign = sign;
    }
  }

  static Comparison of(List<String> path, Operator operator, String value) {
    boolean pattern = operator == Operator.LIKE || operator == Operator.UNLIKE;
    return new Comparison(path, operator, value, pattern ? Pattern.compile(value) : null);
  }

  /** Whether a severity can be held against that. */
  static boolean isSeverity(Operator operator, String value) {
    return switch (operator) {
      case HAS, EXISTS, LIKE, UNLIKE -> true;
      default -> SEVERITIES.contains(value.toUpperCase(Locale.ROOT)) || value.matches("[0-8]?00");
    };
  }

  @Override
  public boolean matches(JsonNode entry) {
    if (path.isEmpty()) {
      return has(entry);
    }
    if (operator == Operator.EXISTS) {
      return !Fields.at(entry, path).isEmpty();
    }
    return Fields.orDefault(entry, path).stream().anyMatch(this::holds);
  }

  private boolean holds(JsonNode field) {
    return switch (operator) {
      case EXISTS -> true;
      case HAS -> has(field);
      case LIKE -> field.isValueNode() && like(field.asText());
      case UNLIKE -> field.isValueNode() && !like(field.asText());
      case EQUAL -> field.isValueNode() && compare(field) == 0;
      case NOT_EQUAL -> field.isValueNode() && compare(field) != 0;
      case LESS -> field.isValueNode() && compare(field) < 0;
      case AT_MOST -> field.isValueNode() && compare(field) <= 0;
      case GREATER -> field.isValueNode() && compare(field) > 0;
      case AT_LEAST -> field.isValueNode() && compare(field) >= 0;
    };
  }

  private boolean like(String text) {
    return pattern != null && pattern.matcher(text).find();
  }

  /** Of an object any member, however deep. */
  private boolean has(JsonNode field) {
    if (field.isValueNode()) {
      return field.asText().toLowerCase(Locale.ROOT).contains(value.toLowerCase(Locale.ROOT));
    }
    for (JsonNode part : field) {
      if (has(part)) {
        return true;
      }
    }
    return false;
  }

  /** As severities, numbers, durations or times where both are such, else as texts. */
  private int compare(JsonNode field) {
    String text = field.asText();
    if (path.getFirst().equals("severity")) {
      return Integer.compare(severity(text), severity(value));
    }
    BigDecimal number = number(text);
    BigDecimal against = number(value);
    if (number != null && against != null) {
      return number.compareTo(against);
    }
    Instant time = time(text);
    Instant than = time(value);
    return time != null && than != null ? time.compareTo(than) : text.compareToIgnoreCase(value);
  }

  private static int severity(String name) {
    int named = SEVERITIES.indexOf(name.toUpperCase(Locale.ROOT));
    return named >= 0 ? named * 100 : name.matches("\\d{1,3}") ? Integer.parseInt(name) : 0;
  }

  /** A duration is as many seconds. */
  private static @Nullable BigDecimal number(String text) {
    return text.matches("-?\\d{1,30}(\\.\\d{1,30})?s?")
        ? new BigDecimal(text.endsWith("s") ? text.substring(0, text.length() - 1) : text)
        : null;
  }

  /** A day alone is its beginning. */
  private static @Nullable Instant time(String text) {
    try {
      return Instant.parse(text.length() == "2026-01-01".length() ? text + "T00:00:00Z" : text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
