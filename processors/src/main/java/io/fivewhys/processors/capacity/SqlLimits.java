// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a Cloud SQL instance takes: its flag, else the default that Google documents
 * for its engine and memory, else nobody knows.
 */
final class SqlLimits {

  static final String FLAG = "max_connections";
  static final String VERSION = "databaseVersion";
  static final String TIER = "tier";
  static final String MEMORY_BYTES = "memoryBytes";

  /** Of an instance that PostgreSQL's own metrics were read of. */
  static final String POSTGRES = "POSTGRES";

  private static final double GIB = 1L << 30;

  /** Of PostgreSQL, by memory in GB from there on. */
  private static final TreeMap<Double, Integer> POSTGRES_DEFAULTS =
      new TreeMap<>(
          Map.of(
              0.0, 25, 1.7, 50, 3.75, 100, 6.0, 200, 7.5, 400, 15.0, 500, 30.0, 600, 60.0, 800,
              120.0, 1_000));

  private static final int MYSQL_DEFAULT = 4_000;

  /** What is measured is a little less than what is sold. */
  private static final double TOLERANCE = 1.02;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
  private static final Pattern BYTES = Pattern.compile("\\d{1,15}");
  private static final Pattern CUSTOM = Pattern.compile("db-custom-\\d{1,3}-(\\d{3,7})");
  private static final Pattern STANDARD =
      Pattern.compile("db-(n1-standard|n1-highmem|perf-optimized-N)-(\\d{1,3})");

  private SqlLimits() {}

  static Limit connections(SortedMap<String, String> told) {
    String flag = told.getOrDefault(FLAG, "");
    if (NUMBER.matcher(flag).matches() && Integer.parseInt(flag) > 0) {
      return Limit.of(Integer.parseInt(flag), "flag max_connections");
    }
    String version = told.getOrDefault(VERSION, "").toUpperCase(Locale.ROOT);
    String tier = told.getOrDefault(TIER, "");
    if (version.startsWith("MYSQL")) {
      boolean shared = tier.isEmpty() || tier.equals("db-f1-micro") || tier.equals("db-g1-small");
      return shared ? Limit.UNKNOWN : Limit.of(MYSQL_DEFAULT, "MySQL's default");
    }
    Double gigabytes = gigabytes(tier, told.getOrDefault(MEMORY_BYTES, ""));
    return version.startsWith(POSTGRES) && gigabytes != null
        ? Limit.of(
            POSTGRES_DEFAULTS.floorEntry(gigabytes * TOLERANCE).getValue(),
            "PostgreSQL's default for " + text(gigabytes) + " GB of memory")
        : Limit.UNKNOWN;
  }

  private static @Nullable Double gigabytes(String tier, String bytes) {
    Matcher custom = CUSTOM.matcher(tier);
    if (custom.matches()) {
      return Integer.parseInt(custom.group(1)) / 1_024.0;
    }
    Matcher standard = STANDARD.matcher(tier);
    if (standard.matches()) {
      double each =
          switch (standard.group(1)) {
            case "n1-standard" -> 3.75;
            case "n1-highmem" -> 6.5;
            default -> 8;
          };
      return each * Integer.parseInt(standard.group(2));
    }
    return switch (tier) {
      case "db-f1-micro" -> (Double) 0.6;
      case "db-g1-small" -> (Double) 1.7;
      default -> BYTES.matcher(bytes).matches() ? (Double) (Long.parseLong(bytes) / GIB) : null;
    };
  }

  private static String text(double gigabytes) {
    String text = String.format(Locale.ROOT, "%.2f", gigabytes);
    return text.replaceAll("\\.?0+$", "");
  }
}
