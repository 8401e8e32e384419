// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A point in time as people write it: RFC 3339, or how long ago.
 *
 * @param isRelative whether it means another time tomorrow
 */
record TimeArgument(Instant time, boolean isRelative) {

  private static final Pattern AGO = Pattern.compile("(\\d{1,6})\\s*(s|m|min|h|d)");

  /** What BigQuery and RFC 3339 have years for. */
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  /**
   * @param option for the message where it is neither
   */
  static TimeArgument of(String option, String text, Instant now) {
    TimeArgument argument = parse(option, text, now);
    if (argument.time.isBefore(FIRST) || argument.time.isAfter(LAST)) {
      throw new Failures.UsageException(
          option + ": a time from the year 1 to 9999; got '" + text + "'");
    }
    return argument;
  }

  private static TimeArgument parse(String option, String text, Instant now) {
    Matcher ago = AGO.matcher(text.strip());
    if (ago.matches()) {
      return new TimeArgument(now.minus(duration(ago)), true);
    }
    try {
      return new TimeArgument(OffsetDateTime.parse(text.strip()).toInstant(), false);
    } catch (DateTimeException e) {
      throw new Failures.UsageException(
          option
              + ": a time such as 2026-11-20T10:00:00Z, or how long ago, such as 90m, 6h or 2d; got '"
              + text
              + "'");
    }
  }

  /** How long, without any time. */
  static Duration duration(String option, String text) {
    Matcher length = AGO.matcher(text.strip());
    if (!length.matches()) {
      throw new Failures.UsageException(
          option + ": a duration such as 90m, 6h or 2d; got '" + text + "'");
    }
    return duration(length);
  }

  private static Duration duration(Matcher ago) {
    long count = Long.parseLong(ago.group(1));
    return switch (ago.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m", "min" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
