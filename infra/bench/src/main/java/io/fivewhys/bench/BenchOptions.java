// SPDX-License-Identifier: Apache-2.0
package io.fivewhys.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Options of a benchmark, {@code --name value} each; every one has a default. */
record BenchOptions(Map<String, String> values) {

  /**
   * @throws IllegalArgumentException for an option that has no default, or no value
   */
  static BenchOptions parse(String[] args, Map<String, String> defaults) {
    Map<String, String> values = new TreeMap<>(defaults);
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
      if (!defaults.containsKey(name) || i + 1 == args.length) {
        throw new IllegalArgumentException(
            args[i] + ": not one of the options, or without its value; defaults are " + values);
      }
      values.put(name, args[i + 1]);
    }
    return new BenchOptions(values);
  }

  long number(String name) {
    return Long.parseLong(text(name));
  }

  List<String> list(String name) {
    return List.of(text(name).split(","));
  }

  private String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": no such option");
    }
    return value;
  }
}
