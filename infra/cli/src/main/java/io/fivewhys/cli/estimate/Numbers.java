// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.cli.estimate;

import java.math.BigDecimal;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {

  private Numbers() {}

  /** As short as it can be, without an exponent. */
  static String plain(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** With three digits that matter, and groups of thousands. */
  static String rounded(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,d", Math.round(value));
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Whole dollars; small amounts to the cent. */
  static String dollars(double value) {
    return String.format(Locale.ROOT, Math.abs(value) >= 10 ? "%,.0f" : "%,.2f", value);
  }
}
