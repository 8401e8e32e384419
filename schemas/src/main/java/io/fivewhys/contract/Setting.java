// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.contract;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting: its key in a file ({@code windows.grace}), and from it its environment name ({@code
 * FIVEWHYS_WINDOWS_GRACE}).
 *
 * @param range in words, for the reference and the error message
 * @param parser throws IllegalArgumentException for a value outside the range
 */
public record Setting<T>(
    String key, String defaultText, String range, String doc, Function<String, T> parser) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(MiB|GiB|TiB)");

  /** Name of the environment variable that sets it. */
  public String environment() {
    return Settings.ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  T defaultValue() {
    return parser.apply(defaultText);
  }

  static Setting<Duration> duration(
      String key, String defaultText, Duration min, Duration max, String doc) {
    String range = text(min) + " to " + text(max);
    return new Setting<>(
        key,
        defaultText,
        range,
        doc,
        value -> {
          Duration parsed = parseDuration(value);
          require(parsed.compareTo(min) >= 0 && parsed.compareTo(max) <= 0, range);
          return parsed;
        });
  }

  /** Bytes, as Google counts and bills them. */
  static Setting<Long> size(String key, String defaultText, String min, String max, String doc) {
    String range = min + " to " + max;
    return new Setting<>(
        key,
        defaultText,
        range,
        doc,
        value -> {
          long parsed = parseSize(value);
          require(parsed >= parseSize(min) && parsed <= parseSize(max), range);
          return parsed;
        });
  }

  static Setting<Integer> number(String key, int defaultValue, int min, int max, String doc) {
    String range = min + " to " + max;
    return new Setting<>(
        key,
        Integer.toString(defaultValue),
        range,
        doc,
        value -> {
          require(value.matches("-?\\d{1,9}"), "a whole number, " + range);
          int parsed = Integer.parseInt(value);
          require(parsed >= min && parsed <= max, range);
          return parsed;
        });
  }

  static Setting<Double> decimal(
      String key, double defaultValue, double min, double max, String doc) {
    String range = plain(min) + " to " + plain(max);
    return new Setting<>(
        key,
        plain(defaultValue),
        range,
        doc,
        value -> {
          require(value.matches("\\d{1,9}(\\.\\d{1,9})?"), "a number, " + range);
          double parsed = Double.parseDouble(value);
          require(parsed >= min && parsed <= max, range);
          return parsed;
        });
  }

  static Setting<String> text(String key, String defaultValue, String doc) {
    return new Setting<>(key, defaultValue, "text", doc, value -> value);
  }

  /** The first choice is the default. */
  static Setting<String> choice(String key, List<String> choices, String doc) {
    String range = String.join(", ", choices);
    return new Setting<>(
        key,
        choices.getFirst(),
        range,
        doc,
        value -> {
          require(choices.contains(value), "one of " + range);
          return value;
        });
  }

  /** Empty where it is not given; the pattern says so. */
  static Setting<String> pattern(String key, String pattern, String range, String doc) {
    return new Setting<>(
        key,
        "",
        range,
        doc,
        value -> {
          require(value.matches(pattern), range);
          return value;
        });
  }

  static Setting<Boolean> flag(String key, boolean defaultValue, String doc) {
    return new Setting<>(
        key,
        Boolean.toString(defaultValue),
        "true, false",
        doc,
        value -> {
          require(value.equals("true") || value.equals("false"), "true or false");
          return value.equals("true");
        });
  }

  private static Duration parseDuration(String value) {
    Matcher matcher = DURATION.matcher(value);
    require(matcher.matches(), "a duration such as 90s, 5m, 1h");
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static long parseSize(String value) {
    Matcher matcher = SIZE.matcher(value);
    require(matcher.matches(), "a size such as 500MiB, 10GiB");
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "MiB" -> count << 20;
      case "GiB" -> count << 30;
      default -> count << 40;
    };
  }

  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds == 0) {
      return duration.toMillis() + (duration.isZero() ? "s" : "ms");
    }
    return seconds % 86_400 == 0
        ? seconds / 86_400 + "d"
        : seconds % 3_600 == 0
            ? seconds / 3_600 + "h"
            : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static void require(boolean condition, String expected) {
    if (!condition) {
      throw new IllegalArgumentException("expected " + expected);
    }
  }
}
