// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.local.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers of the warehouse, which come as texts, as the page says them. */
final class Shown {

  private static final MathContext THREE = new MathContext(3, RoundingMode.HALF_UP);

  /** Latencies come to the page with so many digits, and are rounded again there. */
  private static final MathContext TOLD = new MathContext(4, RoundingMode.HALF_UP);

  private Shown() {}

  static String whole(@Nullable String number) {
    return number == null
        ? "–"
        : String.format(
            Locale.ROOT,
            "%,d",
            new BigDecimal(number).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  static String percent(@Nullable String share) {
    if (share == null) {
      return "–";
    }
    double value = Double.parseDouble(share) * 100;
    if (value == 0 || value == 100) {
      return "%d %%".formatted((long) value);
    }
    if (value < 0.01) {
      return "< 0.01 %";
    }
    return new BigDecimal(value).setScale(value < 10 ? 2 : 1, RoundingMode.HALF_UP) + " %";
  }

  static String duration(@Nullable String millis) {
    if (millis == null) {
      return "–";
    }
    double ms = new BigDecimal(millis).round(TOLD).doubleValue();
    if (ms < 1_000) {
      return three(ms) + " ms";
    }
    if (ms < 60_000) {
      return three(ms / 1_000) + " s";
    }
    long seconds = Math.round(ms / 1_000);
    return seconds % 60 == 0
        ? seconds / 60 + " min"
        : "%d min %d s".formatted(seconds / 60, seconds % 60);
  }

  /** What is used, or what there is, where it is neither a fraction nor many. */
  static String amount(String number) {
    return three(Double.parseDouble(number));
  }

  private static String three(double number) {
    BigDecimal exact = new BigDecimal(number);
    BigDecimal said = exact.stripTrailingZeros().scale() <= 0 ? exact : exact.round(THREE);
    return said.signum() == 0 ? "0" : said.stripTrailingZeros().toPlainString();
  }
}
