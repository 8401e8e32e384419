// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.ingest;

import io.fivewhys.contract.LatencyBuckets;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long a message says that it waited or took. */
final class NamedTime {

  private static final Pattern WITH_UNIT =
      Pattern.compile(
          "(?<![\\d.a-z])(?:(\\d{1,4})m)?(\\d{1,9}(?:\\.\\d{1,9})?) ?"
              + "(ns|us|\u00b5s|ms|millis(?:econds?)?|s(?:ecs?|econds?)?|m(?:ins?|inutes?)?)(?![a-z])");

  /** What stands before a time that was waited or taken, and not before other numbers. */
  private static final String[] BEFORE = {
    "after", "within", "took", "taken", "elapsed", "elapsed_time", "exceed", "exceeds", "exceeded",
    "exceeding", "duration", "timeout", "timed out", "time", "than", " for", " of", "waited",
    "slowquery", " in", "["
  };

  /** What may stand between it and the number. */
  private static final String BETWEEN = " =:(\"'>";

  private static final int LONGEST_BETWEEN = 4;

  /** As SQLAlchemy, urllib3 and Prisma say it: seconds. */
  private static final Pattern WITHOUT_UNIT =
      Pattern.compile("timeout[ =:]{1,2}(\\d{1,6}(?:\\.\\d{1,6})?)(?![\\d.]*[a-z\\d])");

  private static final Pattern MILLISECONDS =
      Pattern.compile("(?:duration|elapsed|latency|took)_?ms\"?[=:] ?(\\d{1,9}(?:\\.\\d{1,9})?)");

  private NamedTime() {}

  /** Nanoseconds; null where the text of small letters names none that can be. */
  static @Nullable Long in(String lower) {
    Matcher named = WITH_UNIT.matcher(lower).useTransparentBounds(true);
    for (int at = 0; at < lower.length(); at++) {
      if (isDigit(lower.charAt(at)) && named.region(at, lower.length()).lookingAt()) {
        if (isWaited(lower, at)) {
          long minutes = named.group(1) == null ? 0 : Long.parseLong(named.group(1));
          return nanos(named.group(2), unit(named.group(3)), minutes * 60_000_000_000L);
        }
        at = named.end();
      }
    }
    return withoutUnit(lower);
  }

  private static boolean isWaited(String lower, int number) {
    int end = number;
    while (end > 0
        && number - end < LONGEST_BETWEEN
        && BETWEEN.indexOf(lower.charAt(end - 1)) >= 0) {
      end--;
    }
    for (String word : BEFORE) {
      if (lower.startsWith(word, end - word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static @Nullable Long withoutUnit(String lower) {
    if (!lower.contains("timeout") && !lower.contains("ms")) {
      return null;
    }
    Matcher milliseconds = MILLISECONDS.matcher(lower);
    if (milliseconds.find()) {
      return nanos(milliseconds.group(1), 1_000_000, 0);
    }
    Matcher seconds = WITHOUT_UNIT.matcher(lower);
    return seconds.find() ? nanos(seconds.group(1), 1_000_000_000, 0) : null;
  }

  private static long unit(String name) {
    return switch (name.charAt(0)) {
      case 'n' -> 1;
      case 'u', '\u00b5' -> 1_000;
      case 's' -> 1_000_000_000;
      default -> name.startsWith("ms") || name.startsWith("mil") ? 1_000_000 : 60_000_000_000L;
    };
  }

  private static @Nullable Long nanos(String count, long unit, long more) {
    BigDecimal nanos =
        new BigDecimal(count).multiply(BigDecimal.valueOf(unit)).add(BigDecimal.valueOf(more));
    boolean sane = nanos.compareTo(BigDecimal.valueOf(LatencyBuckets.MAX_NANOS)) <= 0;
    return sane ? (Long) nanos.longValue() : null;
  }
}
