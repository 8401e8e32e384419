// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a VPC connector may grow to, as the audit log told when it was made and changed. The
 * platform lets none have more than ten instances; how many this one may have is not known without.
 */
final class ConnectorLimits {

  static final String MACHINE = "machineType";
  static final String LEAST = "minInstances";
  static final String MOST = "maxInstances";
  static final String MOST_THROUGHPUT = "maxThroughput";

  /** What the API takes where a new connector does not say. */
  static final Map<String, String> DEFAULTS = Map.of(MACHINE, "e2-micro", LEAST, "2", MOST, "10");

  /** Megabits a second that one instance carries: 2 to 10 of them carry twice to ten times that. */
  private static final Map<String, Integer> MEGABITS =
      Map.of("f1-micro", 50, "e2-micro", 100, "e2-standard-4", 1_600);

  private static final Pattern INSTANCES = Pattern.compile("[2-9]|10");
  private static final Pattern THROUGHPUT = Pattern.compile("\\d{3,5}");

  private ConnectorLimits() {}

  static Limit instances(SortedMap<String, String> told) {
    Integer most = instances(told, MOST);
    return most == null ? Limit.UNKNOWN : Limit.of(most, size(told, most));
  }

  /** Bits a second. */
  static Limit throughput(SortedMap<String, String> told) {
    Integer most = instances(told, MOST);
    Integer each = MEGABITS.get(told.getOrDefault(MACHINE, ""));
    if (most != null && each != null) {
      return Limit.of(most * each * 1e6, size(told, most));
    }
    String throughput = told.getOrDefault(MOST_THROUGHPUT, "");
    return THROUGHPUT.matcher(throughput).matches()
        ? Limit.of(Integer.parseInt(throughput) * 1e6, "its highest throughput")
        : Limit.UNKNOWN;
  }

  private static @Nullable Integer instances(SortedMap<String, String> told, String field) {
    String text = told.getOrDefault(field, "");
    return INSTANCES.matcher(text).matches() ? Integer.valueOf(text) : null;
  }

  private static String size(SortedMap<String, String> told, int most) {
    Integer least = instances(told, LEAST);
    String machine = told.getOrDefault(MACHINE, "");
    return (least == null ? "up to " : least + " to ")
        + most
        + " instances"
        + (MEGABITS.containsKey(machine) ? " of " + machine : "");
  }
}
