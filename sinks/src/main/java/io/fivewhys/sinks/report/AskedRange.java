// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stretch of time that somebody asks for, in milliseconds; either end may be left open. What it
 * comes to depends on what there is.
 *
 * @param last how many minutes before its end it begins where no begin is given
 */
public record AskedRange(OptionalLong from, OptionalLong to, OptionalLong last) {

  public static final AskedRange OPEN = new AskedRange(OptionalLong.empty(), OptionalLong.empty());

  public AskedRange(OptionalLong from, OptionalLong to) {
    this(from, to, OptionalLong.empty());
  }

  /** The time of a page that asks for none: a day, as one looks at it. */
  static final long DEFAULT_MINUTES = 1_440;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,14}");

  /** Empty where either is no time, or the end lies before the begin. */
  static Optional<AskedRange> parse(
      @Nullable String from, @Nullable String to, @Nullable String last) {
    if (!isNumber(from) || !isNumber(to) || !isNumber(last)) {
      return Optional.empty();
    }
    OptionalLong begin = number(from);
    OptionalLong end = number(to);
    return begin.isPresent() && end.isPresent() && end.getAsLong() <= begin.getAsLong()
        ? Optional.empty()
        : Optional.of(new AskedRange(begin, end, number(last)));
  }

  /**
   * What of it there is.
   *
   * @param openMinutes how long before its end it begins where nobody says
   */
  Range within(Range extent, long openMinutes) {
    long end = to.isPresent() ? Math.ceilDiv(to.getAsLong(), Range.MILLIS) : extent.to();
    end = Math.clamp(end, extent.from(), extent.to());
    long begin =
        from.isPresent()
            ? Math.floorDiv(from.getAsLong(), Range.MILLIS)
            : end - last.orElse(openMinutes);
    return new Range(Math.clamp(begin, extent.from(), end), end);
  }

  /** The times as they were said, to follow a word; empty where none was. */
  String words() {
    if (from.isPresent() && to.isPresent()) {
      return " between " + time(from) + " and " + time(to);
    }
    return from.isPresent() ? " from " + time(from) : to.isPresent() ? " before " + time(to) : "";
  }

  private static Instant time(OptionalLong millis) {
    return Instant.ofEpochMilli(millis.getAsLong());
  }

  private static boolean isNumber(@Nullable String text) {
    return text == null || NUMBER.matcher(text).matches();
  }

  private static OptionalLong number(@Nullable String text) {
    return text == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }
}
