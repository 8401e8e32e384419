// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

/**
 * Times and durations as proto3 JSON writes them, straight from characters to nanoseconds. Anything
 * else is {@link #MALFORMED}; nothing throws.
 */
final class Timestamps {

  /** No time that can be parsed has one of these values. */
  static final long MALFORMED = Long.MIN_VALUE;

  /** Well-formed, but not within 1970 to 2262, or a duration of more than 292 years. */
  static final long OUT_OF_RANGE = Long.MIN_VALUE + 1;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int[] DAYS_BEFORE_MONTH = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334
  };

  private Timestamps() {}

  static long parse(String text) {
    return parse(text.toCharArray(), 0, text.length());
  }

  /**
   * RFC 3339 with 0 to 9 fraction digits, {@code Z} or an offset; a blank for the {@code T} and a
   * missing zone (then UTC) as some exports have them.
   */
  static long parse(char[] text, int offset, int length) {
    if (length < 19) {
      return MALFORMED;
    }
    int year = number(text, offset, 4);
    int month = number(text, offset + 5, 2);
    int day = number(text, offset + 8, 2);
    int hour = number(text, offset + 11, 2);
    int minute = number(text, offset + 14, 2);
    int second = number(text, offset + 17, 2);
    char separator = text[offset + 10];
    if ((year | month | day | hour | minute | second) < 0
        || text[offset + 4] != '-'
        || text[offset + 7] != '-'
        || separator != 'T' && separator != 't' && separator != ' '
        || text[offset + 13] != ':'
        || text[offset + 16] != ':'
        || month < 1
        || month > 12
        || day < 1
        || day > daysOf(year, month)
        || hour > 23
        || minute > 59
        || second > 60) {
      return MALFORMED;
    }
    int end = offset + length;
    int at = offset + 19;
    long nanos = 0;
    if (at < end && text[at] == '.') {
      int begin = ++at;
      while (at < end && isDigit(text[at])) {
        nanos = nanos * 10 + text[at++] - '0';
        if (at - begin > 9) {
          return MALFORMED;
        }
      }
      if (at == begin) {
        return MALFORMED;
      }
      for (int digits = at - begin; digits < 9; digits++) {
        nanos *= 10;
      }
    }
    int offsetMinutes = zone(text, at, end);
    if (offsetMinutes == Integer.MIN_VALUE) {
      return MALFORMED;
    }
    long seconds =
        daysBefore(year, month, day) * 86_400
            + hour * 3_600L
            + (minute - offsetMinutes) * 60L
            + second;
    return withNanos(seconds, nanos);
  }

  /** {@code 3.786648988s}: seconds with up to 9 decimals, perhaps negative. */
  static long duration(char[] text, int offset, int length) {
    int at = offset;
    int end = offset + length - 1;
    boolean negative = length > 1 && text[at] == '-';
    if (negative) {
      at++;
    }
    if (at >= end || text[end] != 's') {
      return MALFORMED;
    }
    int begin = at;
    long seconds = 0;
    while (at < end && isDigit(text[at])) {
      if (at - begin >= 12) {
        return OUT_OF_RANGE;
      }
      seconds = seconds * 10 + text[at++] - '0';
    }
    long nanos = 0;
    int fraction = at;
    if (at < end && text[at] == '.') {
      for (at++; at < end && isDigit(text[at]); at++) {
        if (at - fraction > 9) {
          return MALFORMED;
        }
        nanos = nanos * 10 + text[at] - '0';
      }
      for (int digits = at - fraction - 1; digits < 9; digits++) {
        nanos *= 10;
      }
    }
    if (at != end || fraction == begin && at - fraction < 2) {
      return MALFORMED;
    }
    long value = withNanos(seconds, nanos);
    return negative && value > 0 ? -value : value;
  }

  /** Minutes east of UTC; MIN_VALUE for what is no zone. */
  private static int zone(char[] text, int at, int end) {
    int left = end - at;
    if (left == 0 || left == 1 && (text[at] == 'Z' || text[at] == 'z')) {
      return 0;
    }
    if (left == 4 && text[at] == ' ' && text[at + 1] == 'U' && text[at + 2] == 'T') {
      return text[at + 3] == 'C' ? 0 : Integer.MIN_VALUE;
    }
    if (left != 6 || text[at] != '+' && text[at] != '-' || text[at + 3] != ':') {
      return Integer.MIN_VALUE;
    }
    int hours = number(text, at + 1, 2);
    int minutes = number(text, at + 4, 2);
    if ((hours | minutes) < 0 || hours > 23 || minutes > 59) {
      return Integer.MIN_VALUE;
    }
    return text[at] == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
  }

  private static long withNanos(long seconds, long nanos) {
    if (seconds < 0 || seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
      return OUT_OF_RANGE;
    }
    return seconds * NANOS_PER_SECOND + nanos;
  }

  private static long daysBefore(int year, int month, int day) {
    long years = year - 1L;
    long leaps = years / 4 - years / 100 + years / 400;
    long days = years * 365 + leaps + DAYS_BEFORE_MONTH[month - 1] + day - 1;
    return days - 719_162 + (month > 2 && isLeap(year) ? 1 : 0);
  }

  private static int daysOf(int year, int month) {
    return switch (month) {
      case 2 -> isLeap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** −1 when not all are digits. */
  private static int number(char[] text, int offset, int digits) {
    int value = 0;
    for (int i = offset; i < offset + digits; i++) {
      if (!isDigit(text[i])) {
        return -1;
      }
      value = value * 10 + text[i] - '0';
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
