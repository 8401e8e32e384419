// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.objectives;

import com.google.re2j.PatternSyntaxException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values as a person writes them. What cannot be understood is an IllegalArgumentException that
 * says what to write instead.
 */
final class Values {

  /** Groups of a line's pattern that hold how long something took. */
  static final String DURATION_MS = "duration_ms";

  static final String DURATION_S = "duration_s";

  static final List<String> SOURCES =
      List.of("requests", "lines", "system", "sql", "audit", "metrics");

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,9})?) ?%");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?([a-z]+)");
  private static final Pattern OBJECTIVE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Pattern NOT_IN_NAMES = Pattern.compile("[\\\\^$()\\[\\]{}|+?/\\s]");
  private static final Pattern REPETITION = Pattern.compile("\\{(?:\\d{1,9},)?(\\d{1,9}),?}");
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int MAX_TEXT = 200;
  private static final int MAX_LINE = 500;
  private static final long MAX_REPETITIONS = 1_000;

  private Values() {}

  /** {@code 99.9 %} or {@code 0.999}. */
  static double share(String text) {
    Matcher percent = PERCENT.matcher(text);
    if (percent.matches()) {
      double share = new BigDecimal(percent.group(1)).divide(HUNDRED).doubleValue();
      require(share > 0 && share <= 1, text + " is no share: write one above 0 % and up to 100 %");
      return share;
    }
    require(
        NUMBER.matcher(text).matches(),
        quoted(text) + " is no share: write one such as 99.9 % or 0.999");
    BigDecimal number = new BigDecimal(text);
    String meant =
        number.compareTo(BigDecimal.ONE) > 0 && number.compareTo(HUNDRED) <= 0
            ? "write %s or %s %%".formatted(number.divide(HUNDRED).toPlainString(), text)
            : "write one such as 99.9 % or 0.999";
    require(
        number.signum() > 0 && number.compareTo(BigDecimal.ONE) <= 0,
        text + " is no share: " + meant);
    return number.doubleValue();
  }

  /** {@code 500 ms}, {@code 30 s}, {@code 10 min}, {@code 2 h}, {@code 1 d}, from 1 ms to 30 d. */
  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    String wanted = " is no duration: write one such as 500 ms, 30 s, 10 min, 2 h or 1 d";
    require(matcher.matches(), quoted(text) + wanted);
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s", "sec" -> Duration.ofSeconds(count);
          case "m", "min" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          case "d" -> Duration.ofDays(count);
          default -> throw new IllegalArgumentException(quoted(text) + wanted);
        };
    require(
        duration.isPositive() && duration.compareTo(Duration.ofDays(30)) <= 0,
        text + " is out of range: write a duration from 1 ms to 30 d");
    return duration;
  }

  static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          quoted(text) + " is no time: write one with its zone, such as 2026-11-20T10:00:00Z", e);
    }
  }

  /** Of an objective: short, and fit for a key. */
  static String objectiveName(String text) {
    require(
        OBJECTIVE_NAME.matcher(text).matches(),
        quoted(text) + " is no name: use up to 63 letters, digits, '-', '_' and '.'");
    return text;
  }

  /** Pattern of a service's, a database's, a project's or a location's name. */
  static String name(String text) {
    require(!text.isEmpty() && text.length() <= MAX_TEXT, "write 1 to 200 characters");
    require(
        !NOT_IN_NAMES.matcher(text).find() && !text.contains(".*"),
        quoted(text) + " is no pattern of a name: '*' stands for anything, and no other sign does");
    return text;
  }

  static String route(String text) {
    require(text.length() <= MAX_TEXT, "write up to 200 characters");
    require(
        text.startsWith("/") || text.startsWith("*"),
        quoted(text) + " is no route: begin with '/', and write '*' for anything");
    require(!text.contains("?"), quoted(text) + " has a query: routes are without");
    return text;
  }

  static com.google.re2j.Pattern line(String text) {
    require(!text.isEmpty() && text.length() <= MAX_LINE, "write 1 to 500 characters");
    require(
        repetitions(text) <= MAX_REPETITIONS,
        "its counted repetitions multiply to more than 1000: use * or +");
    com.google.re2j.Pattern pattern;
    try {
      pattern = com.google.re2j.Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          quoted(text) + " is no regular expression (RE2): " + e.getDescription(), e);
    }
    Set<String> groups = pattern.namedGroups().keySet();
    require(
        Set.of(DURATION_MS, DURATION_S).containsAll(groups) && groups.size() <= 1,
        "name one group duration_ms or duration_s, and no other");
    return pattern;
  }

  /** What the counted repetitions come to when each stands within the next. */
  private static long repetitions(String pattern) {
    Matcher counted = REPETITION.matcher(pattern);
    long product = 1;
    while (counted.find() && product <= MAX_REPETITIONS) {
      product *= Math.max(1, Long.parseLong(counted.group(1)));
    }
    return product;
  }

  static String source(String text) {
    require(
        SOURCES.contains(text),
        quoted(text) + " is no source: write one of " + String.join(", ", SOURCES));
    return text;
  }

  static String reason(String text) {
    require(!text.isBlank() && text.length() <= MAX_TEXT, "write 1 to 200 characters");
    return text;
  }

  /** A parser that takes only what another takes and lies within bounds. */
  static Function<String, Duration> between(Duration min, Duration max, String inWords) {
    return text -> {
      Duration duration = duration(text);
      require(
          duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0,
          text + " is out of range: write " + inWords);
      return duration;
    };
  }

  private static String quoted(String text) {
    return "'" + (text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + '…' : text) + "'";
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
