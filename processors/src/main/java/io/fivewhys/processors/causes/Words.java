// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.causes;

import io.fivewhys.ComponentKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and things as a person reads them. */
final class Words {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String count(long count, String thing) {
    return count(count) + " " + thing + (count == 1 ? "" : "s");
  }

  /** Of a share of 0 to 1: two digits are as many as are known. */
  static String percent(double share) {
    double percent = 100 * share;
    if (percent >= 10 || percent == 0) {
      return String.format(Locale.ROOT, "%.0f %%", percent);
    }
    return String.format(Locale.ROOT, percent >= 1 ? "%.1f %%" : "%.2f %%", percent);
  }

  static String clock(long micros) {
    return CLOCK.format(Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000)));
  }

  static String name(Place place) {
    return place.name().isEmpty() ? kind(place.kind()) : place.name();
  }

  static String kind(ComponentKind kind) {
    return switch (kind) {
      case CLOUD_RUN_SERVICE -> "the service";
      case CLOUD_SQL_INSTANCE -> "the database";
      case VPC_CONNECTOR -> "the connector";
      case REDIS_INSTANCE -> "Redis";
      case SECRET -> "the secret";
      case LOAD_BALANCER -> "the load balancer";
      case OTHER -> "the address";
    };
  }
}
