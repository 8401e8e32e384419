// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a POST is tried again: twice as long each time, between half and all of
 * that, so that senders who failed together do not come back together; and never less than the
 * receiver asked for.
 *
 * @param attempts how often one is tried at most
 * @param first pause, before it is shortened by chance
 * @param most that a pause lasts, whatever the receiver asks for
 */
record RetrySchedule(int attempts, Duration first, Duration most) {

  static final RetrySchedule DEFAULT =
      new RetrySchedule(10, Duration.ofSeconds(1), Duration.ofMinutes(2));

  private static final int MOST_DOUBLINGS = 20;

  /**
   * @param attempt that failed, from 1
   * @param asked by the receiver; null where it did not
   */
  Duration pause(int attempt, @Nullable Duration asked, RandomGenerator random) {
    long doubled = first.toMillis() << Math.min(attempt - 1, MOST_DOUBLINGS);
    long millis = Math.min(doubled, most.toMillis());
    long pause = millis / 2 + Math.round(random.nextDouble() * (millis - millis / 2));
    long wanted = asked == null ? 0 : Math.min(asked.toMillis(), most.toMillis());
    return Duration.ofMillis(Math.max(pause, wanted));
  }

  /**
   * What a {@code Retry-After} header asks for: seconds, or a date.
   *
   * @return null where it is neither
   */
  static @Nullable Duration asked(String header, Instant now) {
    String text = header.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
