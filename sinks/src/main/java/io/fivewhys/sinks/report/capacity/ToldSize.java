// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.sinks.report.capacity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sizes out of the words of limit_from, which say what sets a limit: the warehouse has no column
 * for them. Whatever reads otherwise is a size that is not known.
 */
final class ToldSize {

  private static final Pattern CONNECTOR =
      Pattern.compile("(?:(\\d{1,2}) to|up to) (\\d{1,2}) instances(?: of ([a-z0-9-]{1,20}))?");

  private static final Pattern CONCURRENCY =
      Pattern.compile("\\d{1,6} instances \\(.{1,200}\\) x (\\d{1,4}) requests.{0,40}");

  private static final Pattern MEMORY =
      Pattern.compile("(\\d{1,12})(Ki|Mi|Gi|k|M|G)? memory of .{1,200}");

  private static final double MEBIBYTE = 1 << 20;

  private ToldSize() {}

  /**
   * Of a connector.
   *
   * @param least null where it is not known, as is the machine
   */
  record Connector(@Nullable Integer least, int most, @Nullable String machine) {}

  static @Nullable Connector connector(String limitFrom) {
    Matcher told = CONNECTOR.matcher(limitFrom);
    if (!told.matches()) {
      return null;
    }
    String least = told.group(1);
    return new Connector(
        least == null ? null : Integer.valueOf(least),
        Integer.parseInt(told.group(2)),
        told.group(3));
  }

  /** Requests that one instance takes at once. */
  static @Nullable Integer concurrency(String limitFrom) {
    Matcher told = CONCURRENCY.matcher(limitFrom);
    return told.matches() ? Integer.valueOf(told.group(1)) : null;
  }

  /** Of one instance, in MiB. */
  static @Nullable Integer memoryMib(String limitFrom) {
    Matcher told = MEMORY.matcher(limitFrom);
    if (!told.matches()) {
      return null;
    }
    String unit = told.group(2);
    double bytes =
        Long.parseLong(told.group(1))
            * switch (unit == null ? "" : unit) {
              case "Ki" -> 1_024.0;
              case "Mi" -> MEBIBYTE;
              case "Gi" -> 1_024 * MEBIBYTE;
              case "k" -> 1e3;
              case "M" -> 1e6;
              case "G" -> 1e9;
              default -> 1.0;
            };
    int mebibytes = (int) Math.round(bytes / MEBIBYTE);
    return mebibytes > 0 ? Integer.valueOf(mebibytes) : null;
  }
}
