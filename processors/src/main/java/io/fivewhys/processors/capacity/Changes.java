// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.processors.capacity;

import io.fivewhys.ConfigurationChange;
import io.fivewhys.ConfigurationKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an audit entry says was set, of what limits capacity. */
final class Changes {

  private static final List<String> OF_CONNECTORS =
      List.of(
          ConnectorLimits.MACHINE,
          ConnectorLimits.LEAST,
          ConnectorLimits.MOST,
          ConnectorLimits.MOST_THROUGHPUT);
  private static final String FLAG = "flag.";

  private Changes() {}

  /** By field; an empty text where a setting was taken back. */
  static SortedMap<String, String> of(ConfigurationChange change) {
    return change.getKind() == ConfigurationKind.CONNECTOR
        ? ofConnector(change)
        : change.getKind() == ConfigurationKind.SQL_INSTANCE
            ? ofDatabase(change.getDetails())
            : new TreeMap<>();
  }

  private static SortedMap<String, String> ofConnector(ConfigurationChange change) {
    boolean created = change.getMethod().contains("CreateConnector");
    Map<String, String> details = change.getDetails();
    Set<String> mask = mask(details.getOrDefault("updateMask", ""));
    TreeMap<String, String> set = new TreeMap<>();
    for (String field : OF_CONNECTORS) {
      String value = details.get(field);
      if (value != null && (mask.isEmpty() || mask.contains(field.toLowerCase(Locale.ROOT)))) {
        set.put(field, value);
      } else if (created && !details.containsKey(ConnectorLimits.MOST_THROUGHPUT)) {
        String otherwise = ConnectorLimits.DEFAULTS.get(field);
        set.put(field, otherwise == null ? "" : otherwise);
      }
    }
    return set;
  }

  /** {@code max_instances,machineType} in one spelling. */
  private static Set<String> mask(String sent) {
    return Arrays.stream(sent.split(",", -1))
        .map(field -> field.strip().replace("_", "").toLowerCase(Locale.ROOT))
        .filter(field -> !field.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Flags are set all together: those that are not named are not set any more. */
  private static SortedMap<String, String> ofDatabase(Map<String, String> details) {
    TreeMap<String, String> set = new TreeMap<>();
    for (String field : List.of(SqlLimits.VERSION, SqlLimits.TIER)) {
      String value = details.get(field);
      if (value != null) {
        set.put(field, value);
      }
    }
    if (details.keySet().stream().anyMatch(name -> name.startsWith(FLAG))) {
      set.put(SqlLimits.FLAG, details.getOrDefault(FLAG + SqlLimits.FLAG, ""));
    }
    return set;
  }
}
