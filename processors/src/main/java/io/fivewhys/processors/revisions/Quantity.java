// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.revisions;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of processor or memory: {@code 1000m} is {@code 1}, {@code 1024Mi} is {@code 1Gi}. */
final class Quantity {

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,15}(?:\\.\\d{1,9})?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?");

  private static final Map<String, BigDecimal> UNITS =
      Map.of(
          "m", new BigDecimal("0.001"),
          "k", BigDecimal.TEN.pow(3),
          "M", BigDecimal.TEN.pow(6),
          "G", BigDecimal.TEN.pow(9),
          "T", BigDecimal.TEN.pow(12),
          "Ki", BigDecimal.valueOf(1L << 10),
          "Mi", BigDecimal.valueOf(1L << 20),
          "Gi", BigDecimal.valueOf(1L << 30),
          "Ti", BigDecimal.valueOf(1L << 40));

  private static final String[] BINARY = {"Ti", "Gi", "Mi", "Ki"};

  private Quantity() {}

  /** The same text for the same amount; what is no amount stays as it is. */
  static String normalised(String written) {
    Matcher matcher = WRITTEN.matcher(written.strip());
    if (!matcher.matches()) {
      return written.strip();
    }
    String unit = matcher.group(2);
    BigDecimal amount =
        new BigDecimal(matcher.group(1))
            .multiply(unit == null ? BigDecimal.ONE : UNITS.getOrDefault(unit, BigDecimal.ONE));
    for (String binary : BINARY) {
      BigDecimal size = UNITS.getOrDefault(binary, BigDecimal.ONE);
      if (amount.compareTo(size) >= 0 && amount.remainder(size).signum() == 0) {
        return amount.divideToIntegralValue(size).toBigInteger() + binary;
      }
    }
    return amount.stripTrailingZeros().toPlainString();
  }
}
